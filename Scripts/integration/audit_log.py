"""The tenant's log after everything that was tried: it verifies, and one flipped byte anywhere in it is found."""

import os
import random
import shutil

from checks import expect
from gateway import TENANT, Gateway


def check(gateway):
    """Verifies the log, then flips bytes in copies of it: every flip in a record must be named."""
    report = gateway.verify().strip()
    records = gateway.records()
    kinds = {record["activity_name"] for record in records}
    for kind in ("authentication.accepted", "session.opened"):
        expect(kind in kinds, f"the log has no {kind}")
    seed = int(os.environ.get("SAYSO_SEED", random.randrange(1 << 30)))
    found = flips(gateway, random.Random(seed))
    return f"{len(records)} records; {found}, seed {seed}; {report.splitlines()[0]}"


def flips(gateway, generator, count=5):
    """Flips one byte inside a record of a copy of the data folder, several times."""
    copy = gateway.folder / "flipped"
    refuted = 0
    for _ in range(count):
        shutil.rmtree(copy, ignore_errors=True)
        copy_data(gateway, copy)
        database = copy / "tenants" / TENANT / "audit.sqlite"
        raw = bytearray(database.read_bytes())
        places = [place for place in all_places(raw, b'"activity_name"')]
        place = generator.choice(places) + 3
        raw[place] ^= 1
        database.write_bytes(raw)
        done = gateway.sayso_in(copy, "audit", "verify", "--tenant", TENANT)
        expect(done.returncode == 3, f"byte {place} was flipped and verify ended with {done.returncode}: {done.stdout}{done.stderr}")
        refuted += 1
    shutil.rmtree(copy, ignore_errors=True)
    return f"{refuted} of {count} flipped bytes found"


def all_places(raw, needle):
    place = raw.find(needle)
    while place >= 0:
        yield place
        place = raw.find(needle, place + 1)


def copy_data(gateway, copy):
    """A copy of the data folder as one database file each, without the write-ahead logs."""
    import sqlite3

    shutil.copytree(gateway.data, copy, ignore=shutil.ignore_patterns("*.sqlite*", "*.lock"))
    for database in gateway.data.rglob("*.sqlite"):
        source = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        target = sqlite3.connect(copy / database.relative_to(gateway.data))
        with target:
            source.backup(target)
        source.close()
        target.close()
