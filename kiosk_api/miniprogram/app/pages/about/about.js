// What this is, and what happens to what is asked: keep it true when lib/ changes.

const display = require("../../lib/display");
const { kept } = require("../../lib/district");

Component({
  data: {
    rootSize: "16px", name: "", notice: "", hotline: "12345", desk: "", hours: "",
    parts: [
      {
        heading: "不需要您提供什么",
        lines: ["不用注册，不用手机号，不读取您的位置、头像和通讯录。", "请不要输入身份证号、银行卡号、手机号。输入了也不会保存。"],
      },
      {
        heading: "什么会送到查询服务",
        lines: [
          "您输入的问题（包括打字时用来提示问法的那几个字）、您点的选项，还有“有用”“没用”。",
          "微信登录换来的一个随机编号，只用来防止有人恶意刷问题；里面没有您的微信号和姓名。不登录也能问。",
          "您离开问答页面，这次对话就马上清除；没来得及的，闲置一段时间（一般半小时）也会清除。",
          "没查到的问题，会去掉个人信息、不记是谁问的，留下来补充内容。",
        ],
      },
      {
        heading: "什么只存在这部手机上",
        lines: ["您问过的问题（最多 50 条）和字号设置。不会上传。在“我的”里可以清除一条或者全部清除，也可以关掉不记。", "大家常问的问题和回答，没有网的时候也能看。"],
      },
      { heading: "转发给别人", lines: ["转发出去的只有那条公开内容的名称和编号，没有您问的话。"] },
    ],
  },
  lifetimes: {
    attached() {
      display.follow(this);
      const { name, notice, hotline, desk, hours } = kept();
      this.setData({ name, notice, hotline, desk, hours });
    },
    detached() {
      display.unfollow(this);
    },
  },
});
