"""What every engine's answer has alike, over the Matcher: pages, cursors, facet lists, timelines, closest matches, completions."""
