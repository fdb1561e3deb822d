"""Scenarios: what people do under a workflow file, what must happen, and what must be refused.

A file `NAME.scenarios.yaml` stands beside the workflow file `NAME.yaml`; docs/scenarios.md says
what it can say. An act is a line that reads aloud:

    - pavel requests rfp: {refused: evidence.missing}

    model, acts      the file as pydantic reads it, and its acts one by one
    verbs, sentence  how acts are worded: the one table to which a new command adds a line
    load, known      bytes -> Book, or every complaint with its place
    setting, office  an organisation in memory, with an engine, for one scenario
    arguments, fill  what an act leaves unsaid: the round, the dossier, a file's digest
    readings         what can be expected of the state
    play, words      a scenario through the one door, and the verification of what it left
    coverage         what the scenarios of a file have shown, and what they never did
"""
