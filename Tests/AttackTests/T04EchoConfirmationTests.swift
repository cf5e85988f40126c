import Approval
import Models
import Primitives
import Testing

/// ThreatModel/T04-echo-confirmation.md: the agent's own prompt, which holds the challenge, comes back as an answer.
@Suite("T04 the agent's own voice confirms")
struct T04EchoConfirmationTests {
    /// A call whose gate is open and whose prompt of three sentences, three seconds long, is being spoken.
    private func call() throws -> SimulatedCall {
        var call = SimulatedCall()
        call.openGate(try callDigest())
        #expect(call.challenges.count == 1)
        return call
    }

    /// Both recognisers heard exactly the challenge, as they would in an echo.
    private func confirm(_ call: inout SimulatedCall) throws {
        let utterance = try #require(call.judged.last)
        let phrase = try #require(call.challenges.last).phrase
        call.send(.judged(utterance: utterance, .confirmed, heard(phrase, phrase)))
    }

    @Test(
        "sound that begins while the prompt is played cannot confirm, however well it fits",
        arguments: [200, 1500, 2600])
    func duringThePrompt(_ start: Int) throws {
        var call = try call()
        call.pass(.milliseconds(start))
        call.pass(.milliseconds(700), speaking: true)
        call.pass(.seconds(1))
        try confirm(&call)
        #expect(call.runs.isEmpty)
        #expect(!call.outcomes.contains("confirmed"))
    }

    @Test("an echo that lasts to the end of the prompt and beyond began too early")
    func overTheEnd() throws {
        var call = try call()
        call.pass(.milliseconds(2400))
        call.pass(.milliseconds(1400), speaking: true)
        call.pass(.seconds(1))
        try confirm(&call)
        #expect(call.runs.isEmpty)
    }

    @Test("the caller's answer after the prompt confirms: the test can see a confirmation")
    func afterThePrompt() throws {
        var call = try call()
        call.pass(.milliseconds(3400))
        call.pass(.milliseconds(900), speaking: true)
        call.pass(.seconds(1))
        try confirm(&call)
        #expect(call.outcomes == ["confirmed"])
        #expect(call.runs.count == 1)
    }

    @Test("a no counts at any time, also in the middle of the prompt")
    func noAtAnyTime() throws {
        var call = try call()
        call.pass(.milliseconds(500))
        call.pass(.milliseconds(400), speaking: true)
        call.pass(.seconds(1))
        call.send(.judged(utterance: try #require(call.judged.last), .declined, nil))
        #expect(call.outcomes == ["refused"])
        #expect(call.runs.isEmpty)
    }

    @Test("an answer to the first attempt does not confirm the second, whose prompt is still being played")
    func secondPrompt() throws {
        var call = try call()
        call.pass(.milliseconds(3400))
        call.pass(.milliseconds(600), speaking: true)
        call.pass(.seconds(1))
        call.send(.judged(utterance: try #require(call.judged.last), .unclear(.otherWords), nil))
        #expect(call.challenges.count == 2)
        call.pass(.milliseconds(200))
        call.pass(.milliseconds(600), speaking: true)
        call.pass(.seconds(1))
        try confirm(&call)
        #expect(call.runs.isEmpty)
    }
}
