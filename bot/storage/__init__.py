"""What must survive a restart: tables, migrations, and the questions asked of them.

A question is a plain function `f(conn, …)`, run whole in one transaction by `Store.read` or
`Store.write`. Times are whole seconds of UTC; a column that names a person says so in its name.
"""
