import Models
import Primitives
import Testing
import Wire

@testable import Providers

@Suite("Chat completions answers")
struct ChatStreamDecoderTests {
    private func decode(_ events: [String]) throws(ModelError) -> [ModelEvent] {
        var decoder = ChatStreamDecoder()
        var pieces: [ModelEvent] = []
        for event in events { pieces += try decoder.take(Array(event.utf8)) }
        return pieces
    }

    private func choice(_ delta: String, finish: String? = nil) -> String {
        let reason = finish.map { #""\#($0)""# } ?? "null"
        return #"{"choices":[{"index":0,"delta":\#(delta),"finish_reason":\#(reason)}]}"#
    }

    private func call(_ index: Int?, id: String? = nil, name: String? = nil, _ arguments: String) -> String {
        var piece: JSONObject = ["function": ["arguments": .string(arguments)]]
        if let index { piece["index"] = JSON(index) }
        if let id { piece["id"] = .string(id) }
        if let name { piece["function"] = ["name": .string(name), "arguments": .string(arguments)] }
        let delta: JSON = ["tool_calls": [.object(piece)]]
        return choice(String(decoding: delta.serialized(), as: UTF8.self))
    }

    private let usage = #"{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}}"#

    @Test("Text comes as it was cut, the usage with the end")
    func text() throws {
        let pieces = try decode([
            choice(#"{"role":"assistant","content":""}"#), choice(#"{"content":"Hel"}"#), choice(#"{"content":"lo"}"#),
            choice("{}", finish: "stop"), usage, "[DONE]", choice(#"{"content":"late"}"#),
        ])
        #expect(
            pieces == [.text("Hel"), .text("lo"), .finished(.stop, .init(inputTokens: 3, outputTokens: 2))])
    }

    @Test("Tool calls are put together from their pieces and given out whole")
    func calls() throws {
        let pieces = try decode([
            call(0, id: "a", name: "book", #"{"day":"#), call(1, id: "b", name: "find", ""), call(0, "1}"),
            call(1, "not json"), choice("{}", finish: "tool_calls"), "[DONE]",
        ])
        #expect(
            pieces == [
                .toolCall(id: "a", name: "book", arguments: Array(#"{"day":1}"#.utf8)),
                .toolCall(id: "b", name: "find", arguments: Array("not json".utf8)), .finished(.toolCalls, .init()),
            ])
    }

    @Test("Servers that number every call 0, or none, are understood")
    func unnumbered() throws {
        for index in [0, nil] {
            let pieces = try decode([
                call(index, id: "a", name: "x", "{}"), call(index, id: "b", name: "y", "{"), call(index, "}"),
                choice("{}", finish: "stop"), "[DONE]",
            ])
            #expect(
                pieces == [
                    .toolCall(id: "a", name: "x", arguments: Array("{}".utf8)),
                    .toolCall(id: "b", name: "y", arguments: Array("{}".utf8)), .finished(.toolCalls, .init()),
                ])
        }
    }

    @Test("The calls of an answer that was cut off or filtered are dropped", arguments: ["length", "content_filter"])
    func cut(_ reason: String) throws {
        let pieces = try decode([call(0, id: "a", name: "x", "{}"), choice("{}", finish: reason), "[DONE]"])
        #expect(pieces == [.finished(reason == "length" ? .length : .contentFilter, .init())])
    }

    @Test("An answer without an end is malformed")
    func noEnd() {
        #expect(throws: ModelError.malformed) { try decode([choice(#"{"content":"Hel"}"#), "[DONE]"]) }
        #expect(throws: ModelError.malformed) {
            var decoder = ChatStreamDecoder()
            _ = try decoder.finish()
        }
    }

    @Test(
        "What is not the protocol is malformed",
        arguments: ["", "x", "[]", "1", #"{"a":1,"a":2}"#, "{\"choices\":[{\"delta\":{\"content\":\"\\ud800\"}}]}"])
    func malformed(_ data: String) { #expect(throws: ModelError.malformed) { try decode([data]) } }

    @Test("A call without a name is malformed")
    func nameless() {
        #expect(throws: ModelError.malformed) { try decode([call(0, id: "a", "{}"), choice("{}", finish: "stop")]) }
    }

    @Test("An error within the stream means what its code means")
    func errors() {
        let expected: [(String, ModelError)] = [
            (#"{"error":{"code":429}}"#, .overloaded), (#"{"error":{"code":401}}"#, .unauthorized),
            (#"{"error":{"code":"x"}}"#, .refused(status: 500)), (#"{"error":"boom"}"#, .refused(status: 500)),
        ]
        for (data, error) in expected { #expect(throws: error) { try decode([data]) } }
    }

    @Test("Everything that grows is bounded")
    func bounds() {
        let long = String(repeating: "x", count: 70_000)
        let text = choice(#"{"content":"\#(long)"}"#)
        #expect(throws: ModelError.tooLarge) { try decode(Array(repeating: text, count: 5)) }
        #expect(throws: ModelError.tooLarge) { try decode([call(0, id: "a", name: "x", long)]) }
        #expect(throws: ModelError.tooLarge) {
            try decode((0..<17).map { (place: Int) in call(place, id: "c\(place)", name: "x", "") })
        }
        #expect(throws: ModelError.tooLarge) { try decode([call(0, id: "a", name: long, "")]) }
        #expect(throws: ModelError.tooLarge) { try decode([choice(#"{"content":"\#(long + long + long + long)"}"#)]) }
    }

    @Test("Mutated answers bring errors or events, never a crash")
    func mutations() throws {
        var generator = SeededGenerator(seed: 7)
        let original = call(0, id: "a", name: "book", #"{\"day\":1}"#) + choice("{}", finish: "tool_calls")
        for _ in 0..<3000 {
            var bytes = Array(original.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                bytes[place] = UInt8.random(in: 0...255, using: &generator)
            }
            var decoder = ChatStreamDecoder()
            _ = try? decoder.take(bytes)
            _ = try? decoder.finish()
        }
    }
}
