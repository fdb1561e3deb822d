import pytest

from engine.methodology.guard.check import load_guard
from engine.methodology.guard.types import GuardError
from tests.engine.methodology.guard.expressions import ENV

_PAYLOADS = (
    "__import__('os').system('id')",
    "().__class__.__bases__",
    "''.__class__.__mro__[2]",
    "n.__class__",
    "n.__init__.__globals__",
    "levels.__len__()",
    "levels.append('x')",
    "'{0.__class__}'.format(n)",
    "f'{n}'",
    "'%s' % n",
    "eval('1')",
    "exec('1')",
    "open('/etc/passwd')",
    "getattr(n, 'x')",
    "globals()",
    "print(n)",
    "compile('1', '', 'eval')",
    "lambda: n",
    "(lambda x: x)(n)",
    "[x for x in levels]",
    "{x for x in levels}",
    "{'a': n}",
    "n if approved else count",
    "n ** 9 ** 9",
    "n // 2",
    "n << 9",
    "~n",
    "n @ n",
    "n := 3",
    "n = 3",
    "n; count",
    "*levels",
    "levels[0]",
    "levels[::1]",
    "n is count",
    "not approved",
    "import os",
    "`id`",
    "$(id)",
    "${n}",
    "#{n}",
    "{{ n }}",
    "{% raw %}",
    "T(java.lang.Runtime)",
    "new File('x')",
    "n -> count",
    "\\u006e",
    "n\x00",
    "ｎ",
    "n\u200b",
    "function(n)",
    "process.env",
    "this.constructor",
)
_PLACES = (
    "{}",
    "approved && ({})",
    "({}) == n",
    "size([{}]) > n",
    "[n, {}].exists(x, x == n)",
)


@pytest.mark.parametrize("payload", _PAYLOADS, ids=ascii)
def test_nothing_but_the_language_is_read(payload: str) -> None:
    """A workflow file executes no code: more than 200 ways out that others leave open are shut."""
    for place in _PLACES:
        with pytest.raises(GuardError):
            load_guard(place.replace("{}", payload), ENV)
