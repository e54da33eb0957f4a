"""SpiffWorkflow as it comes, unpatched: what the patches are held against."""

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState


class Stock:
    """The library as it comes, with its Python expressions."""

    def __init__(self, bpmn: bytes) -> None:
        """Start the process ``p``."""
        parser = BpmnParser()
        parser.add_bpmn_str(bpmn.replace(b"= true", b"== True"))
        self.flow = BpmnWorkflow(parser.get_spec("p"), parser.get_subprocess_specs("p"))
        self.flow.do_engine_steps()

    @property
    def open(self) -> list[str]:
        """Give the names of the ready user tasks."""
        return sorted(task.task_spec.name for task in self.flow.get_tasks(state=TaskState.READY, manual=True))

    def complete(self, name: str, **data: object) -> "Stock":
        """Complete a ready user task."""
        task = self.flow.get_next_task(state=TaskState.READY, spec_name=name)
        task.data.update(data)
        task.run()
        self.flow.do_engine_steps()
        return self
