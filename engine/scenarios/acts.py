"""The acts of a scenario, one by one: sentences and what stands beside them, as plain values.

An item of `acts` is one of

    pavel requests rfp                                    a sentence
    pavel requests rfp: {refused: evidence.missing}       a sentence, and what it means in full
    {by: pavel, do: RequestGate, with: {gate: rfp}}       the names of command and arguments
    {after: 3 days, then: {standing: held}}               nobody acts, time passes

Several people, or several deliverables, make several acts of one item.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple, cast

from engine.methodology.diagnostics import Complaint, Mark, Path, did_you_mean, quoted
from engine.methodology.shape import keys, shape_part
from engine.methodology.yamlsource import Source
from engine.methodology.yamlvalues import Value
from engine.rules.commands import DIRECTORY_ARGUMENTS, PROJECT_ARGUMENTS, Form
from engine.rules.refusal import CLASS_OF
from engine.scenarios.model import Details, Plain, Wait
from engine.scenarios.readings import READINGS
from engine.scenarios.sentence import Said, Unclear, Word, read
from engine.scenarios.verbs import EXTRAS, Verb

COMMANDS: Final[Mapping[str, Mapping[str, Form]]] = {**PROJECT_ARGUMENTS, **DIRECTORY_ARGUMENTS}


class Deed(NamedTuple):
    """One command that somebody gives. `marks` has the places of its arguments."""

    by: str
    command: str
    args: Mapping[str, Value]
    marks: Mapping[str, Mark]


class Step(NamedTuple):
    """One item of `acts`: its place, its words, when, the deeds, and what is expected.

    Without deeds nobody acts. `refused` is the code that every deed must be refused with, `rule`
    the address; `then` is what must be true afterwards.
    """

    mark: Mark
    words: str
    deeds: Sequence[Deed]
    at: str | None
    after: str | None
    project: str | None
    refused: str | None
    rule: str | None
    then: Mapping[str, Value]
    id: str | None
    confirm_time: bool


class _Raw(NamedTuple):
    """An item taken apart: its words, the path of what stands beside them, and those values."""

    words: str
    said: Said | None
    path: Path
    beside: dict[str, Value]


def read_acts(
    source: Source, at: Path, items: Sequence[Value]
) -> tuple[list[Step], list[Complaint]]:
    """Read the items at `at` of `source`; return the steps, and what is wrong with them."""
    reader = _Reader(source)
    steps = [reader.step((*at, number), item) for number, item in enumerate(items)]
    return [step for step in steps if step], reader.complaints


class _Reader:
    """Reads the items of one file, and puts down what is wrong."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.complaints: list[Complaint] = []

    def step(self, path: Path, item: Value) -> Step | None:
        before = len(self.complaints)
        raw = self.raw(path, item)
        if raw is None:
            return None
        if raw.said is None and not {"by", "do"} & raw.beside.keys():
            model: type[Wait] = Wait
        else:
            model = Details if raw.said else Plain
        known = keys(model)
        kept = {name: value for name, value in raw.beside.items() if name in known}
        args = {name: value for name, value in raw.beside.items() if name not in known}
        if model is not Details:
            kept, args = {**kept, **args}, {}
        found, wrong = shape_part(self.source, model, raw.path, kept)
        self.complaints += wrong
        if found is None:
            return None
        step = self.made(path, raw, found, args)
        return step if len(self.complaints) == before else None

    def raw(self, path: Path, item: Value) -> _Raw | None:
        """Take an item apart: a sentence alone, one with something beside it, or neither."""
        if isinstance(item, str):
            said = self.said(path, item, self.source.marks.values[path])
            return _Raw(item, said, path, {}) if said else None
        if not isinstance(item, dict):
            self.complain("act.form", path, "an act is a sentence, or keys and values", _FORMS)
            return None
        sentences = [key for key in item if " " in key]
        if not sentences:
            words = f"{item.get('by')} {item.get('do')}" if "do" in item else "what is expected"
            return _Raw(words, None, path, dict(item))
        if len(item) > 1:
            hint = "indent it, so that it belongs to the sentence"
            odd = next(key for key in item if key != sentences[0])
            self.complain("act.form", (*path, odd), "this stands beside a sentence", hint, key=True)
            return None
        words, inner = sentences[0], (*path, sentences[0])
        said = self.said(inner, words, self.source.marks.keys[inner])
        beside = item[words]
        if beside is None:
            return None  # complained of already: nothing stands there
        if not isinstance(beside, dict):
            self.complain("act.form", inner, "here keys and values are expected", _FORMS)
            return None
        return _Raw(words, said, inner, dict(beside)) if said else None

    def said(self, path: Path, words: str, mark: Mark) -> Said | None:
        try:
            return read(words)
        except Unclear as unclear:
            at = self.within(mark, words, unclear.at)
            fault = Complaint(unclear.code, "error", at, unclear.message, unclear.hint, path)
            self.complaints.append(fault)
            return None

    def made(self, path: Path, raw: _Raw, found: Wait, args: dict[str, Value]) -> Step:
        """Put a step together from what was read."""
        details = found if isinstance(found, Details) else Details()
        deeds: list[Deed] = []
        if isinstance(found, Plain):
            deeds = [Deed(by, found.do, dict(found.with_ or {}), {}) for by in found.by]
        elif raw.said:
            deeds = list(self.deeds(raw, raw.said, {**args, **(details.with_ or {})}))
        for deed in deeds:
            self.check_arguments(raw.path, deed)
        self.check_code(raw.path, details.refused)
        self.check_readings((*raw.path, "then"), found.then or {})
        if not deeds and found.at is None and found.after is None and not found.then:
            self.complain("act.form", path, "nothing happens here", _FORMS)
        return Step(
            self.source.marks.values[path] if isinstance(path[-1], int) else self.mark(raw.path),
            raw.words,
            deeds,
            found.at,
            found.after,
            found.in_,
            details.refused,
            details.rule,
            cast("Mapping[str, Value]", found.then or {}),
            details.id,
            bool(details.confirm_time),
        )

    def deeds(self, raw: _Raw, said: Said, beside: Mapping[str, Value]) -> Iterator[Deed]:
        """Yield a deed for each person and, where several things are named, for each of them."""
        mark = self.mark(raw.path)
        for actor in said.actors:
            for spoken in _each(said):
                args: dict[str, Value] = {**cast("dict[str, Value]", dict(said.verb.fixed))}
                marks = {
                    name: self.within(mark, raw.words, _first(word).at)
                    for name, word in spoken.items()
                }
                args |= _arguments(said.verb, spoken)
                own = _of_command(said.verb.command)
                rest = {name: value for name, value in beside.items() if name not in own}
                args |= {name: value for name, value in beside.items() if name in own}
                if said.verb.rest and rest:
                    args[said.verb.rest] = rest
                elif rest:
                    args |= rest
                yield Deed(actor.text, said.verb.command, args, marks)

    def check_arguments(self, path: Path, deed: Deed) -> None:
        """Complain about a command that isn't there, and about arguments that it doesn't take."""
        if deed.command not in COMMANDS:
            hint = did_you_mean(deed.command, COMMANDS)
            message = f"there is no command {quoted(deed.command)}"
            self.complain("act.command", (*path, "do"), message, hint)
            return
        own = _of_command(deed.command)
        for name in deed.args:
            if name not in own:
                hint = did_you_mean(name, [*own, *keys(Details)])
                hint = hint or f"it takes {', '.join(sorted(own))}"
                message = f"{deed.command} takes no {quoted(name)}"
                self.complain("act.argument", (*path, name), message, hint, key=True)

    def check_code(self, path: Path, code: str | None) -> None:
        if code is not None and code not in CLASS_OF:
            message = f"no refusal has the code {quoted(code)}"
            hint = did_you_mean(code, CLASS_OF) or "docs/notation.md section 7 has them all"
            self.complain("act.code", (*path, "refused"), message, hint)

    def check_readings(self, path: Path, then: Mapping[str, object]) -> None:
        for name in then:
            if name not in READINGS:
                hint = did_you_mean(name, READINGS) or f"one of {', '.join(READINGS)}"
                message = f"{quoted(name)} is nothing that can be expected"
                self.complain("act.expected", (*path, name), message, hint, key=True)

    def complain(
        self, code: str, path: Path, message: str, hint: str | None = None, *, key: bool = False
    ) -> None:
        marks = self.source.marks
        while path not in marks.values:
            path = path[:-1]
        mark = marks.keys.get(path, marks.values[path]) if key else marks.values[path]
        self.complaints.append(Complaint(code, "error", mark, message, hint, path))

    def mark(self, path: Path) -> Mark:
        """Where a sentence begins: it is a key where something stands beside it."""
        return self.source.marks.keys.get(path) or self.source.marks.values[path]

    def within(self, mark: Mark, words: str, at: int) -> Mark:
        """The place of a word of a sentence, when the file writes it as it reads."""
        line = self.source.text.split("\n")[mark.line - 1][mark.column - 1 :]
        for quote in ("", "'", '"'):
            if line.startswith(quote + words):
                return mark._replace(column=mark.column + len(quote) + at)
        return mark


_FORMS: Final = "such as: pavel requests rfp: {refused: evidence.missing}"


def _each(said: Said) -> Iterator[Mapping[str, Word | Sequence[Word]]]:
    """Yield what is said of each thing that is named with commas, where each is a command."""
    forms = _of_command(said.verb.command)
    for name, words in said.args.items():
        if not isinstance(words, Word) and not _is_list(forms.get(name)):
            for word in words:
                yield {**said.args, name: word}
            return
    yield said.args


def _is_list(form: Form | None) -> bool:
    return form is not None and form([])


def _first(words: Word | Sequence[Word]) -> Word:
    return words if isinstance(words, Word) else words[0]


def _arguments(verb: Verb, spoken: Mapping[str, Word | Sequence[Word]]) -> dict[str, Value]:
    """What a sentence says, as arguments. `set FIELD to VALUE` is one field of `fields`."""
    said: dict[str, Value] = {
        name: words.text if isinstance(words, Word) else [word.text for word in words]
        for name, words in spoken.items()
    }
    if verb.command == "SetFields" and "field" in said:
        return {"fields": {str(said["field"]): said["value"]}}
    return said


def _of_command(command: str) -> Mapping[str, Form]:
    """The arguments of a command and the shorter ways to give one, each with a form."""
    forms = COMMANDS.get(command, {})
    short = {name: forms.get(of, _anything) for name, of in EXTRAS.get(command, {}).items()}
    return {**short, **forms}


def _anything(_: object) -> bool:
    return False
