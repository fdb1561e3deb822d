"""The guard language: a CEL profile of our own. `docs/guards.md` defines it.

    parse.py     text -> tree                                  when a file is loaded
    check.py     tree + declared names -> typed tree           when a file is loaded
    evaluate.py  typed tree + values -> Outcome                when an act is judged
    explain.py   why a guard isn't true, in words
    witness.py   which fields would make it true
    text.py      tree -> text

The parts are imported one by one: judging an act needs `evaluate` alone, and that stays small.
"""
