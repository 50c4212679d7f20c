"""Reads ``terminals.toml``, again whenever it changes; a broken one leaves the last good one in force."""

from __future__ import annotations

import re
import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path

import structlog
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from kiosk_api.errors import wordings
from kiosk_api.terminals.layers import TerminalLayers
from search_index.district import District
from search_index.errors import Complaint, ContentError

_NAMED = {"hall", "terminal"}
_INNER = {"features", "signage"}


def read_terminals(path: Path) -> TerminalLayers:
    """The file as it stands; without one every screen has the default. Raises ContentError naming table and key."""
    try:
        return _parsed(path.read_bytes(), path.name)
    except FileNotFoundError:
        return TerminalLayers()
    except OSError as error:
        raise ContentError([_complaint(path.name, "", f"打不开：{error.strerror}")]) from error


def beneath(district: District) -> dict[str, str]:
    """What the content itself says of the district; lies beneath all layers of the file."""
    return {"name": district.name, "hotline": district.hotline or "12345", "desk": district.desk}


class TerminalsFile:
    """The file while the service runs. It is small: read every time, parsed when its bytes are others than before."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._raw: bytes | None = None
        self._good = TerminalLayers()

    def current(self) -> TerminalLayers:
        """What was good last; never raises. Blocks for reading; what is wrong is logged once a change."""
        try:
            raw = self._path.read_bytes()
        except FileNotFoundError:
            raw = None
        except OSError as error:
            raw = str(error.strerror).encode()
        with self._lock:
            if raw != self._raw:
                self._raw = raw
                self._renew(raw)
            return self._good

    def _renew(self, raw: bytes | None) -> None:
        log = structlog.stdlib.get_logger(__name__)
        if raw is None:
            log.error("terminals_file_gone", file=self._path.name)
            return
        try:
            self._good = _parsed(raw, self._path.name)
        except ContentError as error:
            log.error("terminals_file_refused", complaints=[str(complaint) for complaint in error.complaints])


def _parsed(raw: bytes, name: str) -> TerminalLayers:
    try:
        found = TerminalLayers.model_validate(tomllib.loads(raw.decode("utf-8-sig").replace("\r\n", "\n")))
    except UnicodeDecodeError as error:
        raise ContentError([_complaint(name, "", "文字编码不是 UTF-8，请另存为 UTF-8")]) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ContentError([_unreadable(name, str(error))]) from error
    except ValidationError as error:
        raise ContentError([_wrong(name, problem) for problem in error.errors()]) from error
    lost = list(_lost_halls(name, found))
    if lost:
        raise ContentError(lost)
    return found


def _complaint(file: str, place: str, message: str) -> Complaint:
    return Complaint("error", file, 0, place, message)


def _unreadable(file: str, error: str) -> Complaint:
    line = re.search(r"at line (\d+)", error)
    twice = "Cannot declare" in error or "Cannot overwrite" in error
    wrong = "这个名字写了两次" if twice else "这里读不懂，请检查引号、等号和方括号"
    return Complaint("error", file, int(line.group(1)) if line else 0, "", wrong)


def _wrong(file: str, problem: ErrorDetails) -> Complaint:
    """The complaint about one value, at ``[table] key``."""
    path = [str(part) for part in problem["loc"] if part != "[key]"]
    depth = 2 if path[0] in _NAMED else 1
    if len(path) > depth + 1 and path[depth] in _INNER:
        depth += 1
    place = " ".join([f"[{'.'.join(path[:depth])}]", *path[depth : depth + 1]])
    if problem["type"] == "string_pattern_mismatch":
        return _complaint(file, place, "编号只能用字母、数字和 _ . -，以字母或数字开头，最多 64 个字")
    if len(path) == 1 and problem["type"] == "extra_forbidden":
        return _complaint(file, place, "没有这样的表，只能有 default、district、hall、terminal")
    sentences = wordings()[1]
    context = {name: str(value).replace(" or ", "、") for name, value in problem.get("ctx", {}).items()}
    return _complaint(file, place, sentences.get(problem["type"], sentences["other"]).format_map(context))


def _lost_halls(file: str, found: TerminalLayers) -> Iterator[Complaint]:
    for terminal_id, layer in found.terminal.items():
        if layer.hall and layer.hall not in found.hall:
            wrong = f"没有 [hall.{layer.hall}] 这个表"
            yield _complaint(file, f"[terminal.{terminal_id}] hall", wrong)
