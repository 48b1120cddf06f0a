"""The rank of attempts in the record."""

from outreach.expertise.rules import Made, ranks


def test_only_what_counts_gets_a_rank_and_ranks_have_no_hole() -> None:
    made = [
        Made("sequence", "posted", by_machine=False),
        Made("sequence", "blocked", by_machine=True),
        Made("sequence", "delivered", by_machine=True),
        Made("automatic_answer", "delivered", by_machine=True),
        Made("sequence", "refused", by_machine=True),
        Made("human_first", "refused", by_machine=False),
        Made("human_first", "wrong_number", by_machine=False),
        Made("reminder", "sent", by_machine=True),
        Made("sequence", "uncertain", by_machine=True),
        Made("human_first", "vacant", by_machine=False),
    ]
    assert ranks(made) == [1, None, 2, None, None, 3, None, None, None, 4]
