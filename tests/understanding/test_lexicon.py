"""Faults in the word lists are told with their lines; what is right beside them is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import KnowledgeError
from bot.understanding.lexicon import examine_lexicon, load_lexicon

FILES = {
    "municipalities.yml": "kemi:\n  stems: [kemi]\n",
    "other_municipalities.yml": "Oulu: [oulu]\n_not_a_name: [kemin]\n",
    "en.yml": "groups: {jobseeker: [jobseeker]}\naspects: {who: [who]}\ndanger: {fire: [fire]}\n",
    "concepts/work.yml": "work:\n  en: [job]\n  fi: [työ]\n",
}


def write(root: Path, **changed: str) -> Path:
    for name, text in {
        **FILES,
        **{key.replace("__", "/"): v for key, v in changed.items()},
    }.items():
        name = name if name.endswith(".yml") else f"{name}.yml"
        path = root / "knowledge/lexicon" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


def faults(root: Path) -> list[str]:
    return [str(fault).removeprefix("knowledge/lexicon/") for fault in examine_lexicon(root)[1]]


def test_a_small_lexicon_is_read(tmp_path: Path) -> None:
    lexicon = load_lexicon(write(tmp_path))
    assert [found.id for found in lexicon.municipalities.find("kemissa oulussa kemin")] == [
        "kemi",
        "other",
    ]
    assert lexicon.find_groups("a jobseeker", "en") == ["jobseeker"]
    assert lexicon.find_aspect("who is it", "en") == "who"
    assert lexicon.danger.find("fire!") == ["fire"]
    assert lexicon.concepts.find(["tyo"]) == ["work"]


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("en", "aspects:\n  who:\n    - who\n    - ( who\n", "en.yml:4: brackets do not match in"),
        ("en", "aspects:\n  who:\n    - '[9-3]'\n", "en.yml:3: `[9-3]` is not a pattern"),
        ("en", "moods:\n  sad: [sad]\n", "en.yml:1: unknown section `moods`"),
        ("en", "aspects:\n  why: [why]\n", "en.yml:2: unknown name `why`"),
        ("en", "aspects:\n", "en.yml:1: `aspects` must be a map"),
        ("en", "aspects:\n  who:\n", "en.yml:2: `who` must be a list of texts"),
        ("en", "aspects:\n  who: who\n", "en.yml:2: `who` must be a list of texts"),
        ("en", "aspects:\n  who: [{a: b}]\n", "en.yml:2: `who` must be a list of texts"),
        ("en", "- who\n", "en.yml:1: must be a map"),
        ("en", "a: [\n", "en.yml:2: is not YAML"),
        ("municipalities", "kemi: [kemi]\n", "municipalities.yml:1: `kemi` must be a map"),
        (
            "municipalities",
            "kemi:\n  stems: kemi\n",
            "municipalities.yml:2: `stems` must be a list of texts",
        ),
        (
            "municipalities",
            "kemi:\n  stems: ['']\n",
            "municipalities.yml:2: `stems` must be a list of texts",
        ),
        (
            "other_municipalities",
            "Oulu: oulu\n",
            "other_municipalities.yml:1: `Oulu` must be a list of texts",
        ),
        ("concepts__work", "work: [job]\n", "concepts/work.yml:1: `work` must be a map"),
        (
            "concepts__work",
            "work:\n  en: job\n",
            "concepts/work.yml:2: `en` must be a list of texts",
        ),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, name: str, text: str, fault: str) -> None:
    found = faults(write(tmp_path, **{name: text}))
    assert any(one.startswith(fault) for one in found), found


def test_what_stands_beside_a_fault_is_kept(tmp_path: Path) -> None:
    write(tmp_path, en="aspects:\n  who: [( who]\n  how: [how]\ngroups:\n  jobseeker: [seeker]\n")
    lexicon, found = examine_lexicon(tmp_path)
    assert len(found) == 1
    assert lexicon.find_aspect("how", "en") == "how"
    assert lexicon.find_groups("seeker", "en") == ["jobseeker"]


def test_loading_raises_all_faults(tmp_path: Path) -> None:
    write(tmp_path, en="moods: {}\nhabits: {}\n")
    with pytest.raises(KnowledgeError) as raised:
        load_lexicon(tmp_path)
    assert len(raised.value.faults) == 2


def test_missing_files_are_faults(tmp_path: Path) -> None:
    assert faults(tmp_path)[0] == "municipalities.yml:0: can't be read: No such file or directory"
