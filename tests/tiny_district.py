"""A second, small district with its own domains, agencies and columns, written into a folder."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

CATALOG_HEADER = [
    "领域",
    "一级事项",
    "二级事项",
    "公开内容",
    "公开依据",
    "公开时限",
    "公开主体",
    "公开方式",
    "公开层级",
    "公开渠道和载体",
    "监督电话",
]
CATALOG = [
    ["海洋渔业", "伏季休渔", "休渔时间安排", "休渔海域、起止时间、禁用渔具", "《中华人民共和国渔业法》", "每年4月15日前", "海湾县海洋渔业局", "主动公开", "县级、乡级", "政府网站、渔港公告栏", "0000-1"],
    ["海洋渔业", "伏季休渔", "休渔补助名单", "船名、船主姓氏、补助金额", "", "审核结束后7个工作日内", "海湾县海洋渔业局", "主动公开", "乡级", "渔村公告栏", ""],
    ["海洋渔业", "渔船管理", "渔船检验结果", "船名、检验日期、结论", "《中华人民共和国渔业船舶检验条例》", "20个工作日内", "海湾县海洋渔业局、海湾县交通运输局", "依申请公开", "县级", "", ""],
    ["茶园管护", "茶苗补贴", "补贴对象公示", "姓名、面积、金额", "《涉农补贴办法》", "公示7天", "海湾县茶叶发展中心", "主动公开", "乡级、村级", "村务公开栏", ""],
    ["茶园管护", "茶苗补贴", "申请指南", "条件、材料、流程、时限", "", "", "海湾县茶叶发展中心", "主动公开", "县级", "政府网站", ""],
    ["校车安全", "校车许可", "校车路线公示", "线路、站点、时间", "《校车安全管理条例》", "开学前10日", "海湾县教育局", "主动公开", "县级", "政府网站、学校门口", ""],
]  # fmt: skip
FAQ = [
    ["编号", "标准问", "答案", "相似问", "反例问"],
    [
        "faq-1",
        "什么时候可以出海打鱼",
        "休渔结束后可以出海，时间以公告为准。",
        "哪天能下海 | 啥时候开渔",
        "哪天能下海游泳",
    ],
]
POLICIES = [
    ["编号", "标题", "发文字号", "状态", "取代文件编号", "内容摘要"],
    ["policy-old", "海湾县渔船补助办法（试行）", "", "已被取代", "policy-new", "旧办法。"],
    ["policy-new", "海湾县渔船补助办法", "", "现行有效", "", "新办法：每船按吨位补助。"],
]
GUIDES = [
    ["编号", "指南编号", "指南名称", "小标题", "方面", "内容"],
    ["guide-cm-1", "guide-cm", "茶苗补贴申请", "怎么申请", "apply", "向村委会提出，填申请表。"],
    ["guide-cm-2", "guide-cm", "茶苗补贴申请", "要带什么", "materials", "身份证明、茶园面积证明。"],
]
ALIASES = [["日常说法", "规范说法"], ["禁渔", "伏季休渔"]]
REDIRECTS = [
    ["编号", "事情", "相似问", "该找谁", "怎么联系"],
    ["redirect-1", "住房公积金提取", "公积金怎么取", "住房公积金管理中心", "拨打12329。"],
]


def write_table(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """Writes rows as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def write_district(folder: Path) -> Path:
    """The whole district of 海湾县."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "district.toml").write_text(
        'name = "海湾县"\nhotline = "12345"\nhot_questions = ["休渔什么时候开始"]\n', encoding="utf-8"
    )
    write_table(folder / "catalog.csv", [CATALOG_HEADER, *CATALOG])
    for name, rows in (
        ("faq", FAQ),
        ("policies", POLICIES),
        ("guides", GUIDES),
        ("aliases", ALIASES),
        ("redirects", REDIRECTS),
    ):
        write_table(folder / f"{name}.csv", rows)
    return folder
