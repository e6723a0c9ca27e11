"""Any text, and texts made of the pieces that mean something in a query."""

from __future__ import annotations

from hypothesis import strategies as st

PIECES = st.sampled_from(
    [
        *("a", "bb", "Klima", "und", "oder", "bzw.", "é", "Bürger*innen", "29", "§29", "März", "21."),
        *("UND", "ODER", "NICHT", "-", "--", "–", "-x", "*", "x*", "xy*", "§", "%", " ", "  "),
        *('"', "„", "“", "”", "»", "«", ":", "(", ")", ",", "!", "_", ".", "<"),
        *("foo:", "titel:", "thema:", "titel:a*", "SEIT:", "bis:", "datum:", "seit: ", "SEIT:2024*"),
        *("heute", "2024", "21.03.2024", "2024-03"),
        *("\u0308", "\u0338", "\u00ad", "\u200b", "\n", "\x00", "\ud800"),
    ]
)
TEXTS = st.text() | st.lists(PIECES).map("".join) | st.lists(PIECES).map(" ".join)
