// Opens and saves diagrams as the editor of the studio does, with its own model of BPMN and our attributes.
// Reads a JSON list of [name, text] from standard input, writes the same list with the saved texts.
import { readFileSync } from "node:fs";
import { BpmnModdle } from "../../../api/web/islands/node_modules/bpmn-moddle/dist/index.js";

const lindung = JSON.parse(process.argv[2]);
const files = JSON.parse(readFileSync(0, "utf8"));
const saved = [];
for (const [name, text] of files) {
  const moddle = new BpmnModdle({ lindung });
  const { rootElement } = await moddle.fromXML(text);
  const { xml } = await moddle.toXML(rootElement, { format: true });
  saved.push([name, xml]);
}
process.stdout.write(JSON.stringify(saved));
