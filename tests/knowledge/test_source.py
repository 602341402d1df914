"""An editor's file becomes data with lines, or faults; never an exception."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge.source import MAX_BYTES, Source, read_yaml


def read(tmp_path: Path, content: str | bytes) -> Source:
    path = tmp_path / "knowledge" / "file.yml"
    path.parent.mkdir()
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_yaml(path, tmp_path)


def faults(source: Source) -> list[str]:
    return [str(fault) for fault in source.faults]


def test_a_file_becomes_maps_lists_and_scalars(tmp_path: Path) -> None:
    source = read(tmp_path, "a: {b: [1, two, null]}\nc: true\n")
    assert source.data == {"a": {"b": [1, "two", None]}, "c": True}
    assert source.faults == []


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2026-11-22", "2026-11-22"),
        ("12-15", "12-15"),
        ("112", 112),
        ("-3", -3),
        ("080", "080"),
        ("00100", "00100"),
        ("1.5", "1.5"),
        ("0x1f", "0x1f"),
        ("yes", "yes"),
        ("No", "No"),
        ("on", "on"),
        ("off", "off"),
        ("false", False),
        ("~", None),
        ("", None),
        ('"112"', "112"),
        ("${HOME}", "${HOME}"),
        ("!!python/name:os.system x", "x"),
    ],
)
def test_a_scalar_is_what_an_editor_means(tmp_path: Path, written: str, value: object) -> None:
    assert read(tmp_path, f"key: {written}\n").data == {"key": value}


def test_a_key_is_a_text_whatever_it_looks_like(tmp_path: Path) -> None:
    assert list(read(tmp_path, "no: a\n112: b\n").data) == ["no", "112"]


def test_the_line_of_each_value_is_remembered(tmp_path: Path) -> None:
    source = read(tmp_path, "# a comment\na:\n  b:\n    - x\n    - y\n")
    assert source.lines[("a",)] == 2
    assert source.lines[("a", "b")] == 3
    assert source.lines[("a", "b", 1)] == 5


def test_a_fault_stands_at_the_value_or_its_nearest_parent(tmp_path: Path) -> None:
    source = read(tmp_path, "a:\n  b:\n    c: 1\n")
    assert str(source.fault(("a", "b", "c"), "is odd")) == "knowledge/file.yml:3: is odd"
    assert str(source.fault(("a", "b", "none"), "is odd")) == "knowledge/file.yml:2: is odd"
    assert str(source.fault((), "is odd", "mend it")) == "knowledge/file.yml:1: is odd (mend it)"


def test_a_key_written_twice_is_a_fault_at_the_second(tmp_path: Path) -> None:
    source = read(tmp_path, "a: 1\nb:\n  c: 2\n  d: 3\n  c: 4\n")
    assert faults(source) == ["knowledge/file.yml:5: `c` is written twice"]


def test_anchors_and_aliases_are_faults(tmp_path: Path) -> None:
    source = read(tmp_path, "a: &x [1]\nb: 2\nc: *x\n")
    hint = "YAML anchors and aliases are not allowed (write the value out)"
    assert faults(source) == [f"knowledge/file.yml:1: {hint}", f"knowledge/file.yml:3: {hint}"]
    assert source.data is None


def test_ten_thousand_million_laughs_cost_nothing(tmp_path: Path) -> None:
    bomb = "a0: &a0 [x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 11)
    )
    assert read(tmp_path, bomb).data is None


@pytest.mark.parametrize(
    ("content", "line", "problem"),
    [
        ("a: 1\nb: [1, 2\nc: 3\n", 3, "is not YAML"),
        ("a: 1\n\tb: 2\n", 2, "is not YAML"),
        ('a: 1\nb: "open\n', 3, "is not YAML"),
        ("a: 1\nb: 2: 3\n", 2, "is not YAML"),
        (b"a: 1\nb: \xe4\n", 2, "is not UTF-8 (save the file as UTF-8)"),
        ("a: 1\nb: \x00\n", 0, "is not YAML"),
        ("x" * (MAX_BYTES + 1), 0, f"is larger than {MAX_BYTES} bytes (split it)"),
    ],
    ids=["bracket", "tab", "quote", "colon", "latin-1", "nul", "large"],
)
def test_a_file_that_cannot_be_read_is_one_fault(
    tmp_path: Path, content: str | bytes, line: int, problem: str
) -> None:
    source = read(tmp_path, content)
    assert source.data is None
    (fault,) = faults(source)
    assert fault.startswith(f"knowledge/file.yml:{line}: {problem}")


def test_a_file_of_the_largest_size_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, "a: " + "x" * (MAX_BYTES - 3)).faults == []


def test_a_file_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    source = read_yaml(tmp_path / "none.yml", tmp_path)
    assert faults(source) == ["none.yml:0: can't be read: No such file or directory"]


def test_an_empty_file_holds_nothing(tmp_path: Path) -> None:
    source = read(tmp_path, "# only a comment\n")
    assert (source.data, source.faults) == (None, [])
