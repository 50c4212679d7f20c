"""Documents with known truth in every carrier, and web pages built the way three families of portals build theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape
from pathlib import Path

import docx
from openpyxl import Workbook

HANZI = "零一二三四五六七八九"
TABLE = [["对象", "年度限额", "支付比例"], ["特困人员", "5万元", "100%"], ["低保对象", "3万元", "80%"]]
ROWS = ["对象：特困人员；年度限额：5万元；支付比例：100%", "对象：低保对象；年度限额：3万元；支付比例：80%"]


@dataclass(frozen=True)
class Truth:
    """A document as a person would write it down."""

    title: str = "示范市医疗救助实施办法"
    number: str = "示政办〔2023〕12号"
    written_number: str = "示政办〔2023〕12号"
    agency: str = "示范市人民政府办公室"
    issued: date = date(2023, 5, 6)
    written_issued: str = "2023年5月6日"
    ending: str = "本办法自2023年7月1日起施行。"
    effective: date | None = date(2023, 7, 1)
    paragraphs: Sequence[str] = field(
        default=(
            "各县（区）人民政府，市政府各部门：",
            "为了减轻困难群众的医疗费用负担，根据有关规定，结合本市实际，制定本办法。",
            "住院救助的起付标准为每人每年1000元，在定点医院出院时直接结算。",
        )
    )

    @property
    def lines(self) -> list[str]:
        """The text below the title, in order; the table stands behind it."""
        return [*self.paragraphs, self.ending, self.agency, self.written_issued]


def hanzi_date(day: date) -> str:
    """2023-05-06 as 二〇二三年五月六日."""
    year = "".join("〇" if digit == "0" else HANZI[int(digit)] for digit in str(day.year))

    def small(number: int) -> str:
        tens, ones = divmod(number, 10)
        head = "" if tens == 0 else "十" if tens == 1 else HANZI[tens] + "十"
        return head + (HANZI[ones] if ones else "")

    return f"{year}年{small(day.month)}月{small(day.day)}日"


def write_word(path: Path, truth: Truth, *, letterhead: bool = True, table: bool = True) -> Path:
    """With a red letterhead, number and centred title as offices print them."""
    document = docx.Document()
    if letterhead:
        document.add_paragraph(f"{truth.agency}文件")
    if truth.written_number:
        document.add_paragraph(truth.written_number)
    document.add_paragraph(truth.title, style="Title")
    for line in truth.lines:
        document.add_paragraph(line)
    if table:
        grid = document.add_table(len(TABLE), len(TABLE[0]))
        for top, row in enumerate(TABLE):
            for left, text in enumerate(row):
                grid.cell(top, left).text = text
    document.save(str(path))
    return path


def write_markdown(path: Path, truth: Truth) -> Path:
    """A heading, then number and text, then a table."""
    rows = [f"| {' | '.join(row)} |" for row in TABLE]
    rows.insert(1, "|---|---|---|")
    blocks = [f"# {truth.title}", truth.written_number, *truth.lines, "\n".join(rows)]
    path.write_text("\n\n".join(blocks), encoding="utf-8")
    return path


def _table() -> str:
    rows = "".join("<tr>" + "".join(f"<td><p>{text}</p></td>" for text in row) + "</tr>" for row in TABLE)
    return f"<table border=1><tbody>{rows}</tbody></table>"


def _paragraphs(truth: Truth) -> str:
    return "".join(f"<p>\u3000\u3000{escape(line)}</p>\n" for line in truth.lines)


def trs_page(truth: Truth) -> str:
    """Facts in a table above, the text in an editor's container, a share bar inside the article."""
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{truth.title}_政策文件_示范市人民政府门户网站</title>
<meta name="SiteName" content="示范市人民政府"><meta name="ArticleTitle" content="{truth.title}"><meta name="PubDate" content="2023-05-09 10:20">
</head><body><div class="header"><ul class="nav"><li><a href="/">首页</a></li><li><a href="/zwgk">政务公开</a></li></ul></div>
<div class="BreadcrumbNav">当前位置：首页 &gt; 政务公开 &gt; 政策文件</div>
<div class="xxgk_main"><table class="xxgk_table"><tr><td><b>索 引 号：</b></td><td>000014349/2023-00012</td><td><b>主题分类：</b></td><td>卫生、医保</td></tr>
<tr><td><b>发文机关：</b></td><td>{truth.agency}</td><td><b>成文日期：</b></td><td>{truth.issued:%Y年%m月%d日}</td></tr>
<tr><td><b>标　　题：</b></td><td colspan=3>{truth.title}</td></tr>
<tr><td><b>发文字号：</b></td><td>{truth.written_number}</td><td><b>有 效 性：</b></td><td>有效</td></tr></table>
<h1>{truth.title}</h1><div class="info">发布时间：2023-05-09　来源：市政府办公室　浏览次数：<span id="hits">18</span></div>
<div class="bdsharebuttonbox">分享到：<a href="#">微信</a></div>
<div class="TRS_Editor"><style>.TRS_Editor P{{margin:0}}</style>{_paragraphs(truth)}{_table()}</div>
<div class="xgjd"><h3>相关解读</h3><ul><li><a href="jd.html">一图读懂</a></li></ul></div></div>
<div style="display:none">澳门新开的地方</div><div class="footer">主办单位：示范市人民政府 备案号 1234</div><script>var a="不是正文";</script></body></html>"""


def list_page(truth: Truth) -> str:
    """Facts as a list of labels and spans, the text broken by <br> in a container of another name."""
    text = "<br/>\n".join(f"&emsp;&emsp;{escape(line)}" for line in truth.lines)
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title>示范市医疗保障局 - 政府信息公开</title></head>
<body><nav><a href="/">网站首页</a> <a href="/x">机构职能</a></nav>
<div class="wrap"><div class="zwxl-bar"><ul><li><span class="name">名　　称：</span><span>{truth.title}</span></li><li><span>文　　号：</span><span>{truth.written_number}</span></li>
<li><span>发布机构：</span><span>{truth.agency}</span></li><li><span>成文日期：</span><span>{truth.issued.isoformat()}</span></li><li><span>时 效 性：</span><span>废止</span></li></ul></div>
<div class="zwxl-article"><h2>{truth.title}</h2><div>{text}</div>{_table()}
<p>【打印本页】 【关闭窗口】</p><p>上一篇：关于放假的通知</p></div></div>
<footer>版权所有</footer></body></html>"""


def plain_page(truth: Truth) -> str:
    """An old page of nested tables without any known container."""
    return f"""<html><head><title>{truth.title}</title></head><body><table width=1000><tr><td><table><tr><td><a href=1>首页</a></td><td><a href=2>新闻中心</a></td><td><a href=3>互动交流</a></td></tr></table></td></tr>
<tr><td><table><tr><td><div align=center><b>{truth.title}</b></div><div align=center>{truth.written_number}</div>{_paragraphs(truth)}{_table()}</td></tr></table></td></tr>
<tr><td align=center>地址：示范市人民路1号 邮编：000000</td></tr></table></body></html>"""


PAGES = {"trs": trs_page, "list": list_page, "plain": plain_page}


def write_page(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """A page in the encoding that it declares."""
    path.write_bytes(text.encode(encoding))
    return path


def write_sheet(path: Path, rows: Sequence[Sequence[object]], merges: Sequence[str] = ()) -> Path:
    """A workbook of one sheet with merged areas (``A2:A4``)."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for area in merges:
        sheet.merge_cells(area)
    book.save(path)
    return path
