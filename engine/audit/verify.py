"""The auditor's story: everything that can be proved about a ledger, check by check."""

from collections.abc import Callable, Sequence

from engine.audit.beside import (
    Evidence,
    Texts,
    check_erasures,
    check_evidence,
    check_row_streams,
    check_rows,
    check_texts,
)
from engine.audit.findings import GENESIS, Findings, Place
from engine.audit.report import Report
from engine.audit.sources import check_sources
from engine.audit.streams import Tally, walk
from engine.audit.together import Together
from engine.errors import NotFound
from engine.folding import PROJECT, Machine
from engine.names import DIRECTORY
from engine.recorder import REFUSALS
from engine.requests import Compiler
from engine.store.protocol import Reader

Progress = Callable[[int, int], None]
"""Called with how much is done, and how much there is to do."""

_PASSES = 3


def verify(
    reader: Reader,
    *,
    compiler: Compiler,
    machine: Machine,
    evidence: Evidence,
    key: str | None = None,
    progress: Progress | None = None,
) -> Report:
    """Check a ledger, or with `key` the directory and one project, and report what was found.

    Every entry by itself, and against the one before it in its stream:

     1. form      its bytes are an entry of a known version, canonical, at most 65,535 bytes;
     2. hash      it is stored under the hash of its bytes;
     3. chain     it has the next number, cites the hash of the one before, and belongs here;
     4. index     its command's id leads to it and to no other entry of the stream;
     5. genesis   the directory begins with the founding, by the founder, of this very ledger
                  (that the rules give its events is asked below, with all decisions).

    Then what was published, and the streams together in the order of the directory:

     6. source    the published files are all there and compile to the tables that are pinned;
     7. citation  each entry cites what it must; it is there, was the head, and never goes back;
     8. time      time never falls, and a long step of the clock was confirmed by somebody;
     9. decision  nothing due was left out, and the rules, asked again, give the same events;
    10. refusal   refusals say what a refusal says, at most 60 for each person and hour.

    Last, what stands beside the entries:

    11. text      every text opens its commitment, or was erased by an entry that says so;
    12. row       the rows for reading are what the streams fold to;
    13. evidence  deliverables have the digest that was handed in, or are listed as absent.

    `compiler` compiles published files, `machine` makes the machine that takes the steps,
    `evidence` tells whether the bytes of a digest are there. Memory grows with the number of
    streams, not with their length. What a broken entry keeps from being judged is reported, and
    doesn't keep other streams from it. Raises `NotFound` for an unknown project, and what `reader`
    raises when the database can't be read.
    """
    findings, tally = Findings(), Tally()
    streams = _streams(reader, key)
    tick = _ticking(reader, streams, progress)

    # 1 to 5
    walked = {one: walk(reader, one, findings, tally, tick) for one in streams}
    if DIRECTORY not in walked:
        findings.add(GENESIS, Place(DIRECTORY), "no organisation was ever founded here")
    # 6
    sound = walked[DIRECTORY].sound if DIRECTORY in walked else 0
    sources = check_sources(reader, sound, compiler, findings)
    # 7 to 10
    together = Together(reader, walked, sources.tables, machine, findings, tick)
    ends = together.run()
    # 11
    texts = Texts(0, 0)
    for stream, one in walked.items():
        if not stream.startswith(REFUSALS):
            found = check_texts(reader, stream, one.sound, ends.erased, findings, tick)
            texts = Texts(texts.opened + found.opened, texts.erased + found.erased)
    check_erasures(reader, ends.erased or frozenset(), findings)
    # 12
    rows = check_rows(reader, ends.streams, findings)
    if key is None:
        check_row_streams(reader, streams, findings)
    # 13
    absent = check_evidence(ends.streams, evidence, findings)

    return Report(
        reader.origin(),
        key,
        tuple(walked.values()),
        tally,
        sources.published,
        tuple(sources.zones),
        ends.judged,
        ends.refusals,
        ends.founder,
        dict(ends.decided),
        tuple(ends.marks.sentences()),
        texts,
        rows,
        len(ends.streams),
        absent,
        dict(findings.counts),
        findings.in_order(),
        tuple(findings.unjudged),
    )


def _streams(reader: Reader, key: str | None) -> Sequence[str]:
    there = reader.streams()
    if key is None:
        return there
    project = PROJECT + key
    if project not in there:
        raise NotFound(f"there is no project {key}")
    return [one for one in there if one in (DIRECTORY, project, REFUSALS + project)]


def _ticking(
    reader: Reader, streams: Sequence[str], progress: Progress | None
) -> Callable[[], None]:
    """What counts the entries dealt with, and tells `progress` now and then."""
    if progress is None:
        return lambda: None
    heads = [reader.head(one) for one in streams]
    total = _PASSES * sum(head.seq + 1 for head in heads if head)
    done = 0

    def tick() -> None:
        nonlocal done
        done += 1
        if done % 500 == 0:
            progress(done, total)

    return tick
