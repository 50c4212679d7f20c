// The one setting: the address of the query service. WeChat wants https and a domain with an ICP record, which is
// entered in the console under 开发管理 → 服务器域名 → request 合法域名.
module.exports = {
  api: "https://gongkai.example.gov.cn",
};
