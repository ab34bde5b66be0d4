"""The doctor says what the books stand on."""

from __future__ import annotations

import os
import subprocess

import pytest

from syndicate.desk import doctor
from tests import builders


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (0x6969, "NFS"),
        (0xFF534D42, "SMB (CIFS)"),
        (0xFE534D42, "SMB"),
        (0xEF53, None),
        (0x01021994, None),
        (0x9123683E, None),
        (0x794C7630, None),
        (0, None),
    ],
)
def test_a_filesystem_of_another_machine_is_known_by_its_number(kind, name):
    assert doctor.network_of(kind) == name


def test_the_number_is_what_the_system_says(tmp_path):
    said = subprocess.run(
        ["stat", "--file-system", "--format=%t", tmp_path],
        capture_output=True,
        text=True,
        check=True,
    )
    assert doctor.filesystem(str(tmp_path)) == int(said.stdout, 16)
    assert doctor.filesystem(str(tmp_path / "none")) == 0
    assert doctor.network_of(doctor.filesystem(os.fspath(tmp_path))) is None


def test_books_on_a_network_folder_are_a_fault_that_says_what_to_do(printing, monkeypatch):
    monkeypatch.setattr(doctor, "filesystem", lambda _: 0x6969)
    (fault,) = [c for c in printing.doctor.look() if c.state == "fault"]
    assert "lies on NFS, where locks do not hold" in fault.what
    assert "PostgreSQL" in fault.hint


def test_the_doctor_names_the_version_of_sqlite_and_the_font_subsetter(printing):
    checks = {check.name: check for check in printing.doctor.look()}
    assert checks["sqlite"].what.split(" by ")[0].count(".") == 2
    press = checks["press"]
    assert (press.state == "ok") or press.hint == "apt-get install libharfbuzz-subset0"


@pytest.mark.tampers
def test_a_lost_file_names_the_backup(printing):
    builders.an_invoice(printing)
    printing.doctor.repair()
    next(printing.store.root.rglob("*.pdf")).unlink()
    (fault,) = [c for c in printing.doctor.look() if c.state == "fault"]
    assert fault.hint == "syndicate doctor --repair"
    assert "in the last backup" in fault.what
