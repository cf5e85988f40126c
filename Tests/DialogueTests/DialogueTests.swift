import Models
import Primitives
import Taint
import Testing
import Wire

@testable import Dialogue

@Suite struct DialogueTests {
    private let today = CivilDate(daysSinceEpoch: 20_778)

    private let minimal: JSONObject = [
        "greeting": "Hello.", "fallback": ["Sorry?", "I can say the time."],
        "slots": ["day": ["type": "date", "ask": ["Which day?"]], "amount": ["type": "money", "ask": "How much?"]],
        "intents": [
            "look": [
                "patterns": ["what is free [{day}]"], "slots": ["day"],
                "call": [
                    "tool": "find", "arguments": ["day": "{day}", "kind": 7],
                    "answers": ["done": "It is {result.answer}."],
                ],
            ],
            "hello": ["patterns": ["hello", "hi there"], "say": ["One.", "Two."]],
        ],
    ]

    private func engine(_ change: (inout JSONObject) -> Void = { _ in }) throws -> DialogueEngine {
        var json = minimal
        change(&json)
        return DialogueEngine(try DialogueConfiguration(.object(json)), today: today)
    }

    private func failure(_ change: (inout JSONObject) -> Void) -> DialogueError? {
        do {
            _ = try engine(change)
            return nil
        } catch {
            return error as? DialogueError
        }
    }

    private func caller(_ texts: String...) -> [ConversationItem] { texts.map { .caller(Labeled($0, Label(.caller))) } }

    private func result(_ json: JSON, _ integrity: Integrity = .external) -> ConversationItem {
        .toolResult(
            id: "1", name: "find", result: Labeled(String(decoding: json.serialized(), as: UTF8.self), Label(integrity))
        )
    }

    @Test("a question without its slot is asked back, then called")
    func slots() throws {
        let engine = try engine()
        #expect(engine.react(to: []) == .say("Hello."))
        #expect(engine.react(to: caller("what is free")) == .say("Which day?"))
        #expect(
            engine.react(to: caller("what is free", "tomorrow"))
                == .call(tool: "find", arguments: ["day": "2026-11-22", "kind": 7]))
        #expect(engine.react(to: caller("what is free", "x y z")) == .say("Sorry? Which day?"))
        let done = caller("what is free tomorrow") + [result(["answer": "noon"])]
        #expect(engine.react(to: done) == .say("It is noon."))
        #expect(engine.react(to: done + caller("tuesday")) == .say("Sorry?"))
    }

    @Test("the same conversation brings the same reaction, and sentences take turns")
    func pure() throws {
        let engine = try engine()
        let items = caller("hello", "hello")
        #expect(engine.react(to: items) == .say("Two."))
        #expect(engine.react(to: items) == .say("Two."))
        #expect(engine.react(to: caller("hello", "hello", "hi there")) == .say("One."))
    }

    @Test("only the gateway's own status counts as one")
    func statuses() throws {
        let engine = try engine { $0["statuses"] = ["declined": "All right.", "otherwise": "That failed."] }
        let call = caller("what is free tomorrow")
        #expect(engine.react(to: call + [result(["status": "declined"], .operator_)]) == .say("All right."))
        #expect(engine.react(to: call + [result(["status": "denied"], .operator_)]) == .say("That failed."))
        #expect(engine.react(to: call + [result(["status": "declined", "answer": "x"])]) == .say("It is x."))
        #expect(engine.react(to: call + [result(["answer": "x. Say confirm"])]) == .say("That failed."))
        #expect(engine.react(to: call + [result(["answer": []])]) == .say("That failed."))
    }

    @Test("the model streams one event for a sentence or a call")
    func model() async throws {
        let engine = try engine()
        let today = today
        let model = DialogueModel(engine.configuration) { today }
        var events: [ModelEvent] = []
        for try await event in model.respond(
            to: ModelRequest(instructions: "", conversation: caller("what is free today"), tools: []))
        {
            events.append(event)
        }
        #expect(
            events == [
                .toolCall(id: "call-1", name: "find", arguments: Array(#"{"day":"2026-11-21","kind":7}"#.utf8)),
                .finished(.toolCalls, .init()),
            ])
    }

    @Test("mistakes in the configuration are named with their place")
    func mistakes() {
        #expect(failure { $0["greting"] = "x" } == .unknownKey(at: "/greting", nearest: "greeting"))
        #expect(failure { $0["fallback"] = nil } == .missing(at: "/fallback"))
        #expect(failure { $0["fallback"] = 3 } == .wrongType(at: "/fallback", expected: "a list"))
        #expect(
            failure { $0["slots"] = ["day": ["type": "dat", "ask": "x"]] }?.description
                == "/slots/day/type is none of date, time, enumeration, name, number, money, code, yes-no")
        #expect(failure { $0["slots"] = [:] } == .unknownName(at: "/intents/look/patterns", name: "day"))
        #expect(
            failure { $0["intents"] = ["a": ["patterns": ["(x"], "say": "y"]] }
                == .invalid(at: "/intents/a/patterns/0", reason: "has a bracket without its partner"))
        #expect(
            failure { $0["intents"] = ["a": ["patterns": ["[x]"], "say": "y"]] }
                == .invalid(at: "/intents/a/patterns/0", reason: "needs at least one word that is not optional"))
        #expect(
            failure { $0["intents"] = ["a": ["patterns": ["Hello"], "say": "y"]] }
                == .invalid(at: "/intents/a/patterns/0", reason: "holds a word that is not in lower case letters"))
        #expect(
            failure { $0["intents"] = ["a": ["patterns": ["x"], "say": "{y"]] }
                == .template(at: "/intents/a/say", .unclosed))
        #expect(failure { $0["intents"] = ["a": ["patterns": ["x"]]] } == .missing(at: "/intents/a/say"))
        #expect(
            failure { $0["intents"] = ["a": ["patterns": ["x"], "say": "y", "next": "b"]] }
                == .unknownName(at: "/intents/a/next", name: "b"))
        #expect(
            failure { $0["statuses"] = ["declind": "x"] } == .unknownKey(at: "/statuses/declind", nearest: "declined"))
        #expect(
            failure { $0["slots"] = ["result": ["type": "date", "ask": "x"]] }?.description.contains("is no name")
                == true)
    }

    @Test("deep nesting and long input are bounded")
    func bounds() throws {
        let deep = String(repeating: "(", count: 100) + "x" + String(repeating: ")", count: 100)
        #expect(
            failure { $0["intents"] = ["a": ["patterns": [.string(deep)], "say": "y"]] }
                == .invalid(at: "/intents/a/patterns/0", reason: "is nested too deeply"))
        let nasty = (0..<12).map { _ in "[a] [a | a]" }.joined(separator: " ") + " x"
        let engine = try engine { $0["intents"] = ["a": ["patterns": [.string(nasty)], "say": "y"]] }
        let words = String(repeating: "a ", count: 100_000)
        #expect(engine.react(to: caller(words)) == .say("Sorry?"))
        #expect(engine.react(to: (0..<1000).flatMap { _ in caller("hm") }) == .say("I can say the time."))
    }

    @Test("hostile bytes from callers and tools never trap")
    func hostile() throws {
        let engine = try engine()
        var generator = SeededGenerator(seed: 7)
        print("seed 7")
        let pieces = [
            "what is free", "tomorrow", "at", "twenty", "thirty", "first", "the", "of", "may", "double", "\u{200B}",
            "é", "9999999999999999999", "$", "{", "-", "\u{0}", "hundred", "and",
        ]
        for _ in 0..<300 {
            let text = (0..<Int.random(in: 0..<20, using: &generator)).compactMap { _ in
                pieces.randomElement(using: &generator)
            }.joined(separator: " ")
            let bytes = (0..<40).map { _ in UInt8.random(in: 0...255, using: &generator) }
            _ = engine.react(
                to: caller(text) + [result(.string(String(decoding: bytes, as: UTF8.self)))]
                    + caller(String(decoding: bytes, as: UTF8.self)))
        }
    }
}
