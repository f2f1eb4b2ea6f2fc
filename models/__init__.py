"""Floor 1: the nouns of Đôn Đốc and their arithmetic. Pure where it can be; never Prefect, the network or the clock."""
