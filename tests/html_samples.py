"""Labels that try to leave their string, for the tests of the page."""

from graph_samples import HOSTILE

MARKUP = [
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    '"><img src=x onerror=alert(3)>',
    "<!--<script>",
    "quote ' and \" and \\ and `${1}`",
    "{{ 7*7 }} {% raw %} %data% %csp%",
    "\u202eإيران\u202c 😀\u2028\u2029",
    HOSTILE,
]
