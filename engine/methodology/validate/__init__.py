"""Whether a methodology is valid as a whole: names exist, parts fit together.

One file per part of the notation; each adds its complaints to a `Report`. What is valid but unwise
is not judged here.
"""
