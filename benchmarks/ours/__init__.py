"""Our side: each module runs in a process of its own, in the product's environment."""
