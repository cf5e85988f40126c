// One call: the OpenAI Realtime protocol over a WebSocket, with the gateway's extensions.
export class Call {
  static open(secret, agent, handlers) {
    return new Promise((resolve, reject) => {
      const address = `wss://${location.host}/v1/realtime` + (agent ? `?model=${encodeURIComponent(agent)}` : "");
      const socket = new WebSocket(address, ["realtime", `openai-insecure-api-key.${secret}`]);
      const call = new Call(socket, handlers);
      socket.onopen = () => resolve(call);
      socket.onerror = () => reject(new Error("The gateway refused the call; the secret may be used up"));
    });
  }

  constructor(socket, handlers) {
    this.socket = socket;
    this.handlers = handlers;
    socket.onmessage = (message) => this.receive(JSON.parse(message.data));
    socket.onclose = (event) => this.handlers.closed(event.reason);
  }

  send(event) { if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(event)); }
  append(audio) { this.send({ type: "input_audio_buffer.append", audio }); }
  played(item_id, ms) { this.send({ type: "sayso.playback", item_id, audio_end_ms: Math.round(ms) }); }
  answer(gate, answer) {
    this.send({ type: "sayso.gate.answer", gate_id: gate.gate_id, answer, phrase: gate.phrase });
  }
  type(text) {
    this.send({ type: "conversation.item.create", item: { type: "message", role: "user", content: [{ type: "input_text", text }] } });
    this.send({ type: "response.create" });
  }
  close() { this.socket.close(1000); }

  receive(event) {
    const on = this.handlers;
    switch (event.type) {
      case "session.created": return this.send({ type: "session.update", session: { type: "realtime" } });
      case "response.output_audio.delta": return on.sound(event.item_id, event.delta);
      case "response.output_audio_transcript.delta":
      case "response.output_text.delta": return on.agentWords(event.item_id, event.delta);
      case "conversation.item.input_audio_transcription.completed": return on.callerWords(event.item_id, event.transcript);
      case "conversation.item.added":
        if (event.item.role === "user" && event.item.content[0]?.text) on.callerWords(event.item.id, event.item.content[0].text);
        return;
      case "response.output_item.done": if (event.item.status === "incomplete") on.agentCut(event.item.id); return;
      case "response.done": if (event.response.status === "cancelled") on.interrupted(); return;
      case "sayso.gate.asked": return on.gateAsked(event);
      case "sayso.gate.closed": on.interrupted(); return on.gateClosed(event);
      case "sayso.tool": return on.tool(event);
      case "sayso.turn": return on.turn(event);
      case "error": return on.failed(event.error.message);
    }
  }
}
