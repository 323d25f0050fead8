import marimo

app = marimo.App()


@app.cell
def _():
    import marimo as mo

    more = mo.ui.button(value=0, on_click=lambda sum: sum + 7, label="Seven more")
    more
    return mo, more


@app.cell
def _(mo, more):
    mo.md(f"The sum is {35 + more.value}")
    return


if __name__ == "__main__":
    app.run()
