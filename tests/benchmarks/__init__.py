"""Speed of the board's search beside SQLite FTS5, tantivy and Datasette; nothing here is collected by pytest.

``python -m tests.benchmarks.board`` compares engines, ``.pages`` compares web servers, ``.growth`` looks at building,
committing and memory, ``.arrays`` at the arithmetic. They need the extra ``benchmark``; ``.desk``, which times the
pages of officers with 300 open reports, needs nothing but the extra ``test``.
"""
