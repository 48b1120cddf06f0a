"""Which tasks say that a person's words wait for a human."""

# Reasons of tasks that a message of the person raised: while one is open, the words still wait.
ABOUT_WORDS = frozenset(
    {
        *("alert", "callback", "later", "no", "reply", "start_probable", "stop"),
        *("stop_probable", "threat", "to_attach", "wrong_person", "yes"),
    }
)
# Somebody in danger stays in sight until the alert itself is decided, whatever else was done.
ALERT = "alert"
