"""How good answers are, by queries whose releases people judged: measured, compared with the last run, judged further."""
