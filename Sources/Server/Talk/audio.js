// The microphone and the loudspeaker, each an AudioWorklet at 24 kHz.
const rate = 24000;

function toBase64(bytes) {
  let text = "";
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
}

export class Microphone {
  static async open(onSound, onLevel) {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    });
    const context = new AudioContext({ sampleRate: rate });
    await context.audioWorklet.addModule("/talk/capture.js");
    const node = new AudioWorkletNode(context, "capture");
    node.port.onmessage = ({ data }) => { onSound(toBase64(new Uint8Array(data.samples))); onLevel(data.level); };
    context.createMediaStreamSource(stream).connect(node);
    await context.resume();
    return new Microphone(stream, context);
  }

  constructor(stream, context) { this.stream = stream; this.context = context; }
  close() { this.stream.getTracks().forEach((track) => track.stop()); this.context.close(); }
}

export class Speaker {
  static async open(onPlayed) {
    const context = new AudioContext({ sampleRate: rate });
    await context.audioWorklet.addModule("/talk/playback.js");
    const node = new AudioWorkletNode(context, "playback", { numberOfInputs: 0, outputChannelCount: [1] });
    node.port.onmessage = ({ data }) => onPlayed(data.item, (data.samples * 1000) / rate);
    node.connect(context.destination);
    await context.resume();
    return new Speaker(context, node);
  }

  constructor(context, node) { this.context = context; this.node = node; }

  play(item, base64) {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    this.node.port.postMessage({ item, samples: bytes.buffer }, [bytes.buffer]);
  }
  stop() { this.node.port.postMessage({ stop: true }); }
  close() { this.context.close(); }
}
