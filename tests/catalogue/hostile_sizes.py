"""Files whose sizes lie or grow while they are read."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.catalogue.hostile import MEGABYTE, repacked, xlsx
from tests.conftest import ROOT

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_CELLS = {"A1": "公开事项", "B1": "公开内容", "A2": "低保审核"}
OUTSIDE = b'<!DOCTYPE html [<!ENTITY k SYSTEM "file:///etc/hostname"><!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd">]>'
MOST_SECONDS = 10
MOST_BYTES = 500 * MEGABYTE
_READING = """
import json, re, resource, sys, time
resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
from pathlib import Path
from search_index.catalogue import plan_import
start = time.process_time()
plan = plan_import([Path(sys.argv[1])], Path(sys.argv[1]).parent / "into", Path(sys.argv[2]))
told = "\\n".join(map(str, plan.errors))
titles = [item.title for planned in plan.files for item in planned.report.items]
seconds = time.process_time() - start
most = int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) * 1024
print(json.dumps([told, titles, seconds, most]))
"""
# VmHWM begins anew with each program; ru_maxrss would begin with what the test's own process once held.


def read_within_limits(path: Path) -> tuple[str, list[str]]:
    """What a process of its own is told and reads, within the processor time and memory that any file may cost."""
    command = [sys.executable, "-c", _READING, str(path), str(ROOT / "data" / "field")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=12 * MOST_SECONDS, check=False)
    assert done.returncode == 0, f"{done.returncode}: {done.stderr[-800:]}"
    told, titles, seconds, most = json.loads(done.stdout)
    assert seconds < MOST_SECONDS
    assert most < MOST_BYTES
    return str(told), list(titles)


def declared_wide() -> bytes:
    """A workbook of three cells that says it fills a whole sheet."""
    cells = {at: f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>' for at, text in _CELLS.items()}
    sheet = (
        f'<?xml version="1.0"?><worksheet xmlns="{_MAIN}"><dimension ref="A1:XFD1048576"/><sheetData>'
        f'<row r="1">{cells["A1"]}{cells["B1"]}</row><row r="2">{cells["A2"]}</row></sheetData></worksheet>'
    )
    return repacked(xlsx(), {"xl/worksheets/sheet1.xml": lambda _: sheet.encode()})


def nested(sound: bytes, part: str, levels: int) -> bytes:
    """A sound file with archives inside one another in a part no table needs, a gigabyte in the innermost."""
    inner = _archive(bytes(MEGABYTE), 1_024)
    for _ in range(levels - 1):
        inner = _archive(inner, 1)
    return repacked(sound, {}, {part: inner})


def _archive(data: bytes, times: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("内.zip", "w") as file:
        for _ in range(times):
            file.write(data)
    return out.getvalue()
