"""Why a release was found, whatever the engine: the words of a query in its texts, marked, cut into snippets, each with its rule."""
