// What the page shows. Every text is set as text, never as markup.
const layers = [
  ["endpointing", "waiting for the end"], ["stt", "understanding"], ["model", "deciding"],
  ["tools", "looking up"], ["tts", "finding a voice"], ["playback", "sending"],
];
const outcomes = {
  confirmed: "You confirmed.", refused: "You said no. Nothing was done.", unclear: "The answer was unclear. Nothing was done.",
  timeout: "No answer came. Nothing was done.", "call-ended": "The call ended. Nothing was done.",
};
const dispositions = {
  denied: "was refused by policy", declined: "was not done", ok: "was done", failed: "failed", timed_out: "did not answer in time",
  not_possible: "cannot be done here", invalid: "was not a valid request", alarmed: "was refused", unreachable: "could not be reached",
};

export class View {
  constructor(document) {
    this.find = (id) => document.getElementById(id);
    this.document = document;
    this.lines = new Map();
    this.legend();
  }

  onTalk(action) { this.find("talk").addEventListener("click", action); }
  onType(action) {
    this.find("type").addEventListener("submit", (event) => {
      event.preventDefault();
      const field = this.find("words");
      if (field.value.trim()) action(field.value.trim());
      field.value = "";
    });
  }

  status(state, text) { Object.assign(this.find("status"), { textContent: text }).dataset.state = state; }
  level(value) { this.find("talk").style.setProperty("--level", value.toFixed(2)); }

  live(isLive) {
    this.find("talk").setAttribute("aria-pressed", isLive);
    this.find("talk-label").textContent = isLive ? "Hang up" : "Start talking";
    this.find("hint").textContent = isLive ? "Speak whenever you like; you can interrupt." : "Your microphone is used only while the call is open.";
    this.find("type").hidden = !isLive;
    if (isLive) this.status("live", "On the call"); else this.find("gate").hidden = true;
  }

  line(id, who, name) {
    if (!this.lines.has(id)) {
      const line = this.find("line").content.firstElementChild.cloneNode(true);
      line.dataset.who = who;
      line.querySelector(".who").textContent = name;
      this.find("captions").append(line);
      this.lines.set(id, line);
      // An open gate stays in sight: it shows what is being said.
      if (this.find("gate").hidden) line.scrollIntoView({ block: "nearest" });
    }
    return this.lines.get(id);
  }

  agent(item, text) { this.line(item, "agent", "Agent").querySelector(".text").textContent += text; }
  caller(item, text) { this.line(item, "you", "You").querySelector(".text").textContent = text; }
  cut(item) { const line = this.lines.get(item); if (line) line.dataset.cut = "true"; }

  gate(gate, answer) {
    this.find("readback").textContent = gate.read_back;
    this.find("phrase").textContent = gate.phrase.split(" ").join(", ");
    this.find("gate").hidden = false;
    this.find("gate").scrollIntoView({ block: "center" });
    this.find("gate-timer").className = "";
    this.find("approve").onclick = () => answer("confirm");
    this.find("decline").onclick = () => answer("decline");
    requestAnimationFrame(() => { this.find("gate-timer").className = "run"; });
  }

  gateClosed(gate) {
    this.find("gate").hidden = true;
    this.note(gate.gate_id, outcomes[gate.outcome] ?? "The confirmation is closed.");
  }

  tool(tool) {
    if (tool.disposition !== "proposed") this.note(`${tool.name}-${performance.now()}`, `${tool.name.replaceAll("_", " ")} ${dispositions[tool.disposition] ?? tool.disposition}`);
  }

  note(id, text) { this.line(id, "gateway", "Gateway").querySelector(".text").textContent = text; }

  turn(turn) {
    this.find("turns-empty").hidden = true;
    const row = this.document.createElement("li");
    row.className = "turn";
    row.append(this.cell("", `Turn ${turn.turn}`), this.strip(turn), this.cell("total", `${Math.round(turn.total_ms)} ms`));
    this.find("turns").prepend(row);
    while (this.find("turns").children.length > 8) this.find("turns").lastElementChild.remove();
  }

  cell(className, text) { return Object.assign(this.document.createElement("span"), { className, textContent: text }); }

  // Widths are attributes of an SVG, because the page's policy forbids inline styles.
  strip(turn) {
    const box = this.cell("strip", "");
    const picture = this.document.createElementNS("http://www.w3.org/2000/svg", "svg");
    picture.setAttribute("viewBox", `0 0 ${Math.max(1, turn.total_ms)} 10`);
    picture.setAttribute("preserveAspectRatio", "none");
    let x = 0;
    for (const [name] of layers) {
      const width = turn.layers[name] ?? 0;
      const bar = this.document.createElementNS("http://www.w3.org/2000/svg", "rect");
      for (const [key, value] of Object.entries({ x, y: 0, width, height: 10, class: name })) bar.setAttribute(key, value);
      const title = this.document.createElementNS("http://www.w3.org/2000/svg", "title");
      title.textContent = `${name}: ${width.toFixed(0)} ms`;
      bar.append(title);
      picture.append(bar);
      x += width;
    }
    box.append(picture);
    return box;
  }

  legend() {
    for (const [name, words] of layers) {
      const entry = this.document.createElement("li");
      entry.append(Object.assign(this.document.createElement("i"), { className: name }), words);
      this.find("legend").append(entry);
    }
  }
}
