/// One run of an automaton over a text: the set of states it can be in, scalar by scalar.
struct PatternRun {
    private let program: [PatternInstruction]
    private var current: [Int] = []
    private var following: [Int] = []
    /// The round in which a state was last added, so that each is added once a round.
    private var addedIn: [Int]
    private var round = 0
    private var pending: [Int] = []
    private var visited = 0

    init(_ program: [PatternInstruction]) {
        self.program = program
        addedIn = [Int](repeating: -1, count: program.count)
    }

    /// Whether the automaton matches somewhere in the text; nil when the steps run out.
    mutating func matches(_ text: String.UnicodeScalarView, steps: inout Int) -> Bool? {
        var place = text.startIndex
        while true {
            let scalar = place < text.endIndex ? text[place] : nil
            add(0, isStart: round == 0, isEnd: scalar == nil, toFollowing: false)
            steps -= visited + 1
            visited = 0
            guard steps >= 0 else { return nil }
            if hasMatched(current) { return true }
            guard let scalar else { return false }
            text.formIndex(after: &place)
            round += 1
            following.removeAll(keepingCapacity: true)
            for state in current {
                guard case .take(let set) = program[state], set.contains(scalar) else { continue }
                add(state + 1, isStart: false, isEnd: place == text.endIndex, toFollowing: true)
            }
            swap(&current, &following)
        }
    }

    private func hasMatched(_ states: [Int]) -> Bool {
        states.contains { if case .matched = program[$0] { true } else { false } }
    }

    /// Adds a state and all that it leads to without taking a scalar.
    private mutating func add(_ state: Int, isStart: Bool, isEnd: Bool, toFollowing: Bool) {
        pending.append(state)
        while let state = pending.popLast() {
            visited += 1
            guard addedIn[state] != round else { continue }
            addedIn[state] = round
            switch program[state] {
            case .jump(let target): pending.append(target)
            case .split(let first, let second): pending += [second, first]
            case .atStart: if isStart { pending.append(state + 1) }
            case .atEnd: if isEnd { pending.append(state + 1) }
            case .take, .matched: if toFollowing { following.append(state) } else { current.append(state) }
            }
        }
    }
}
