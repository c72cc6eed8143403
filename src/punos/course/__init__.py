"""Where a shared work stands on its operating model: gathers facts, derives step states.

Owns StepMark (a step done by hand). Never stores a state that can be derived.
"""
