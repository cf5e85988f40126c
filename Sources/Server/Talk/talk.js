// The talk page: joins the microphone, the call and the view. Nothing here decides anything; the gateway does.
import { Call } from "/talk/call.js";
import { Microphone, Speaker } from "/talk/audio.js";
import { View } from "/talk/view.js";

const view = new View(document);
let call, microphone, speaker;

function secretFromAddress() {
  // The secret stands behind '#', which browsers never send; it leaves the address bar at once.
  const parts = new URLSearchParams(location.hash.slice(1));
  const secret = parts.get("secret") ?? sessionStorage.getItem("secret");
  if (parts.has("secret")) {
    sessionStorage.setItem("secret", secret);
    history.replaceState(null, "", location.pathname + location.search);
  }
  return secret;
}

async function start() {
  const secret = secretFromAddress();
  if (!secret) return view.status("error", "This page needs an address with a client secret");
  view.status("live", "Connecting");
  try {
    speaker = await Speaker.open((item, ms) => call?.played(item, ms));
    call = await Call.open(secret, new URLSearchParams(location.search).get("agent") ?? "", handlers());
    microphone = await Microphone.open((base64) => call?.append(base64), (level) => view.level(level));
    view.live(true);
    sessionStorage.removeItem("secret");
  } catch (error) {
    stop();
    view.status("error", error.message);
  }
}

function stop() {
  microphone?.close();
  speaker?.close();
  call?.close();
  call = microphone = speaker = undefined;
  view.live(false);
}

function handlers() {
  return {
    sound: (item, base64) => speaker?.play(item, base64),
    interrupted: () => speaker?.stop(),
    agentWords: (item, text) => view.agent(item, text),
    agentCut: (item) => view.cut(item),
    callerWords: (item, text) => view.caller(item, text),
    gateAsked: (gate) => view.gate(gate, (answer) => call?.answer(gate, answer)),
    gateClosed: (gate) => view.gateClosed(gate),
    tool: (tool) => view.tool(tool),
    turn: (turn) => view.turn(turn),
    failed: (message) => view.status("error", message),
    closed: (reason) => { stop(); view.status("idle", reason || "The call is over"); },
  };
}

view.onTalk(() => (call ? stop() : start()));
view.onType((text) => call?.type(text));
