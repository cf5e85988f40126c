import Approval
import Models
import Primitives
import Voice

// What the agent says: sentences become sound, sound is sent as it is due, and both stop when the caller speaks.
extension Conversation {
    mutating func openResponse() {
        guard response == nil else { return }
        let id = "resp_\(freshItem().dropFirst(5))"
        response = SpokenResponse(id: id)
        actions.append(.tell(.responseStarted(id)))
    }

    /// Says sentences of the gateway's own as an answer of their own, if nothing else is being said.
    mutating func sayAlone(_ texts: [String], at now: Instant) {
        guard response == nil else { return }
        openResponse()
        for text in texts { say(text, at: now) }
        finishResponseIfDone(at: now)
    }

    /// Says one sentence that may be heard. A gate's prompt goes into an item of its own, which the model never sees.
    mutating func say(_ text: String, at now: Instant, isPrompt: Bool = false) {
        guard !text.isEmpty else { return }
        openResponse()
        // A prompt is never left out: its end opens the window for the answer, and a caller must have heard it.
        guard isPrompt || (response?.sentenceCount ?? 0) < ConversationLimits.sentencesPerAnswer else {
            return actions.append(.record(.bounded("sentences of an answer")))
        }
        openItem(isPrompt: isPrompt)
        if trace?.firstSentence == nil { markFirstSentence(at: now) }
        settings.speaks ? speak(text) : write(text, at: now)
    }

    private mutating func markFirstSentence(at now: Instant) {
        trace?.firstSentence = now
        trace?.firstSound = nil
    }

    private mutating func speak(_ text: String) {
        guard let item = response?.open else { return }
        response?.add(text, number: nextSentence)
        remember()
        playback.enqueue(item: item.id, number: nextSentence, text: text)
        actions.append(.synthesize(sentence: nextSentence, text))
        nextSentence += 1
    }

    private mutating func write(_ text: String, at now: Instant) {
        guard let response, let item = response.open else { return }
        self.response?.add(text, number: nil)
        remember()
        actions.append(
            .tell(.words(response: response.id, item: item.id, index: item.index, text: text, isSpoken: false)))
        if trace != nil, trace?.firstSent == nil { finishTrace(at: now) }
    }

    /// Keeps the words of the open item for the model, unless they are a gate's prompt.
    private mutating func remember() {
        guard let item = response?.open, let index = entries.lastIndex(where: { $0.id == item.id }) else { return }
        entries[index].item = .agent(item.text.joined(separator: " "))
    }

    private mutating func openItem(isPrompt: Bool) {
        guard response?.open == nil else { return }
        let id = freshItem()
        let item = SpokenResponse.Item(id: id, index: response?.items.count ?? 0, isPrompt: isPrompt)
        response?.items.append(item)
        actions.append(
            .tell(
                .itemStarted(response: response?.id ?? "", item: id, index: item.index, previous: entries.last?.id)))
        if !isPrompt { add(.agent(""), id: id) }
    }

    /// A sentence has all its sound, or none could be made. A prompt of which a part is missing was not heard: then there
    /// is nothing that the caller could confirm.
    mutating func soundEnded(_ number: Int, _ failure: ModelError?, at now: Instant) {
        let isUnheard = failure != nil || playback.isSilent(number)
        if isUnheard, let gate, gate.prompt.contains(number) { return handleGate(.abandoned(.unspoken), at: now) }
        playback.complete(number)
        sendDue(at: now)
    }

    mutating func sendDue(at now: Instant) {
        guard playback.isActive else { return }
        for output in playback.due(at: now) {
            switch output {
            case .began(let item, _, let text): begins(text, item: item)
            case .sound(let item, let samples): sends(samples, item: item, at: now)
            case .sent(_, let number): sentenceSent(number, at: now)
            }
        }
    }

    private mutating func begins(_ text: String, item: String) {
        guard let response else { return }
        let index = response.index(of: item)
        actions.append(.tell(.words(response: response.id, item: item, index: index, text: text, isSpoken: true)))
    }

    private mutating func sends(_ samples: [Int16], item: String, at now: Instant) {
        guard let response else { return }
        if trace != nil, trace?.firstSent == nil, trace?.firstSentence != nil { finishTrace(at: now) }
        let index = response.index(of: item)
        actions.append(.tell(.sound(response: response.id, item: item, index: index, samples: samples)))
    }

    private mutating func finishTrace(at now: Instant) {
        trace?.firstSent = now
        if let trace { actions.append(.traced(trace)) }
        trace = nil
    }

    private mutating func sentenceSent(_ number: Int, at now: Instant) {
        response?.sent(number)
        if gate?.promptEnd == number { promptSent(at: now) }
        endItems(cut: false)
        finishResponseIfDone(at: now)
    }

    /// Closes the answer when the model, the tools, the gate and the sound are all done.
    mutating func finishResponseIfDone(at now: Instant) {
        guard let response, !response.isPending, !isModelBusy, proposals.isEmpty, running == nil, gate == nil else {
            return
        }
        closeItem()
        actions.append(.tell(.responseEnded(response.id, .completed)))
        self.response = nil
        trace = nil
    }

    /// Closes the open item of the answer; the next words open another one.
    mutating func closeItem() {
        response?.closeItem()
        endItems(cut: false)
    }

    /// Tells the client of items that have ended, or that are cut now.
    mutating func endItems(cut: Bool) {
        guard let id = response?.id else { return }
        let ended = (cut ? response?.takeCut() : response?.takeEnded()) ?? []
        for item in ended {
            actions.append(
                .tell(
                    .itemEnded(
                        response: id, item: item.id, index: item.index, text: item.text.joined(separator: " "),
                        isSpoken: settings.speaks, isComplete: !cut)))
        }
    }

    /// Stops the answer because the caller spoke or the client asked. A gate's prompt goes on.
    mutating func interrupt(_ status: ClientEvent.ResponseStatus, at now: Instant) {
        guard gate == nil else { return }
        if status == .interrupted, isModelBusy || running != nil { owesAnswer = true }
        stopAnswer(status, at: now)
    }

    /// Stops model and sound, cuts the item to what was heard and forgets proposals that have not run.
    mutating func stopAnswer(_ status: ClientEvent.ResponseStatus, at now: Instant) {
        if isModelBusy { actions.append(.stopModel) }
        isModelBusy = false
        fence()
        trace = nil
        guard let response else { return }
        actions.append(.stopSynthesis)
        let cut = playback.cut(at: now)
        leftUnsaid = status == .interrupted ? cut.rest : []
        if cut.item != nil { cutEntries(to: cut) }
        endItems(cut: true)
        actions.append(.tell(.responseEnded(response.id, status)))
        self.response = nil
    }

    /// Cuts what the model is told it said: the playing item to what was heard, later ones to nothing.
    mutating func cutEntries(to cut: Playback.Cut) {
        for item in response?.items ?? [] where !item.hasEnded && !item.isPrompt {
            cutEntry(item.id, to: item.id == cut.item ? cut.heard : "")
        }
        actions.append(.record(.interrupted(heard: cut.heardPosition)))
    }

    /// Cuts what the model is told the agent said in an item; an item of which nothing was heard is forgotten.
    mutating func cutEntry(_ id: String, to heard: String) {
        guard let index = entries.lastIndex(where: { $0.id == id }), case .agent = entries[index].item else { return }
        if heard.isEmpty { entries.remove(at: index) } else { entries[index].item = .agent(heard) }
    }
}
