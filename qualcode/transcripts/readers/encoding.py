"""Bytes → text: the encoding is detected, and what is no text is refused."""

from __future__ import annotations

import re
from pathlib import Path

from qualcode.errors import InputError, Problem
from qualcode.transcripts.passages import clean

UTF16 = (b"\xff\xfe", b"\xfe\xff")
ENCODINGS = {  # that are tried on what is not UTF-8, the likeliest first
    "cp1252": "Windows-1252", "iso8859-15": "ISO-8859-15", "mac_roman": "Mac Roman", "cp850": "DOS (code page 850)",
    "cp1257": "Windows-1257",
}  # fmt: skip
_UTF8 = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_TWICE = re.compile(r"Ã[¤¶¥„–…©¼]")
_ODD_BYTES = re.compile(rb"[^\s\x80-\xff]{0,3}[\x80-\xff]+[^\s\x80-\xff]{0,3}")
_RARE = re.compile(r"[^\x00-\x7fåäöÅÄÖéèêëàáâíóôúüÜõÕßñçøæØÆšžŠŽ\u00a0–—‘’‚“”„«»…•€£§°·½²±´]|[£§±²½·´](?=[^\W\d_])")
_ODD = re.compile(
    r"[a-zåäö][ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞŠŽŒŸ]|[^\W\d_][€‚„†‡•…“”«»¤¦¨´¸°±](?=[^\W\d_])|"
    r"[€‚„†‡¤¦¨´¸](?=[a-zåäö])|\ufffd"
)
BINARY = {
    b"PK\x03\x04": "a Word, Excel or OpenDocument file",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old or protected Office file",
    b"{\\rtf": "rich text",
}


def decode(data: bytes, path: Path) -> tuple[str, list[str]]:
    """The bytes as cleaned text, and what had to be guessed or removed; raises InputError for what is no text
    at all.
    """
    if kind := next((kind for start, kind in BINARY.items() if data.startswith(start)), ""):
        raise InputError(
            [Problem(f"is not text but looks like {kind}.", path, hint="Give it the suffix that it should have.")]
        )
    if data[:2] not in UTF16 and not _wide(data) and data[:4096].count(0) > len(data[:4096]) // 50:
        raise InputError(
            [Problem("is not text (it holds binary data).", path, hint="Save the transcript as .txt, .docx or .vtt.")]
        )
    try:
        text, warnings = data.decode("utf-8-sig"), list[str]()
        if twice := _decoded_twice(text):
            text, warnings = twice, ["had been written as UTF-8 twice (`Ã¤` for `ä`), which was undone."]
    except UnicodeDecodeError:
        text, encoding = _guess(data)
        warnings = [f"is not UTF-8; read as {encoding}."]
    text, removed = clean(text)
    return text, warnings + ([f"{removed} control characters were removed."] if removed else [])


def codec_of(data: bytes) -> str | None:
    """The codec by which bytes become text and the text the same bytes again; None where there is none that is sure.

    A byte order mark is a letter of the text.
    """
    if data[:2] in UTF16:
        codec = "utf-16-le" if data[:2] == UTF16[0] else "utf-16-be"
    else:
        try:
            return None if _decoded_twice(data.decode("utf-8")) else "utf-8"
        except UnicodeDecodeError:
            codec = _wide(data) or ("" if _damaged_utf8(data) else _likeliest(data))
    try:
        return codec if codec and data.decode(codec).encode(codec) == data else None
    except UnicodeError:
        return None


def _likeliest(data: bytes) -> str:
    """The one of the encodings of bytes that are not UTF-8 in which their letters look most like ones that people
    write.
    """
    sample = b" ".join(_ODD_BYTES.findall(data[:400_000])[:5000])
    return min(
        (name for name in ENCODINGS if _decodes(data, name)),
        key=lambda name: _oddness(sample.decode(name, errors="replace")),
    )


def _wide(data: bytes) -> str:
    """How UTF-16 without a mark is decoded: nearly every second byte is 0, the others are not; "" for what does not
    look like it.
    """
    for zeros, codec in ((1, "utf-16-le"), (0, "utf-16-be")):
        high, low = data[zeros:200:2], data[1 - zeros : 200 : 2]
        if high and high.count(0) > 0.6 * len(high) and low.count(0) == 0:
            return codec
    return ""


def _guess(data: bytes) -> tuple[str, str]:
    """The bytes as text in the encoding in which the letters look most like ones that people write, and its name."""
    if data[:2] not in UTF16 and (codec := _wide(data)):
        return data.decode(codec, errors="replace"), "UTF-16"
    if data[:2] in UTF16:
        return data.decode("utf-16", errors="replace"), "UTF-16"
    if damaged := _damaged_utf8(data):
        return data.decode(
            "utf-8", errors="replace"
        ), f"UTF-8 with {damaged} damaged letters, each of which is shown as \ufffd"
    sample = b" ".join(_ODD_BYTES.findall(data[:400_000])[:5000])
    best = _likeliest(data)
    name = ENCODINGS[best]
    odd = _oddness(sample.decode(best, errors="replace"))
    return data.decode(best), f"{name}; its letters look wrong, so save it as UTF-8" if odd > len(
        sample
    ) // 40 + 1 else name


def _decoded_twice(text: str) -> str:
    """The text as it was before UTF-8 was taken for Windows-1252 and written anew; "" when it was not."""
    if len(_TWICE.findall(text)) < 3 or re.search(r"[äöåÄÖÅ]", text):
        return ""
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return ""


def _damaged_utf8(data: bytes) -> int:
    """How many letters of a UTF-8 text are damaged; 0 when it is none: of its bytes beyond ASCII nearly all are whole
    letters.
    """
    beyond = len(re.findall(rb"[\x80-\xff]", data))
    whole = sum(map(len, _UTF8.findall(data)))
    return data.decode("utf-8", errors="replace").count("\ufffd") if whole > 0.8 * beyond else 0


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _oddness(text: str) -> int:
    """How many letters and signs no one writes: rare ones, a capital or a sign within a word."""
    return len(_ODD.findall(text)) * 2 + len(_RARE.findall(text))
