import Statements
import Terminal
import TestimonyVault
import Words

/// What to do with the drafts that wait.
struct DraftChoice {
    enum Answer {
        case goOn(ObjectID), seal(ObjectID), discard(ObjectID), begin
    }

    private let drafts: [DraftSummary]
    private static let mostShown = 8

    init(_ drafts: [DraftSummary]) {
        self.drafts = drafts
    }

    /// Asks; `begin` without a question where there is none.
    ///
    /// - Throws: ``VaultError/interrupted``.
    func ask(on terminal: borrowing Terminal) throws -> Answer {
        guard !drafts.isEmpty else { return .begin }
        guard let screen = RawScreen(terminal) else { throw VaultError.interrupted }
        while true {
            guard let draft = try choose(on: screen) else { return .begin }
            let answer = try Self.answer(
                screen, .whatOfDraft(draft.words(showsID: true)),
                [
                    .goOnTyping, .sealAsItStands, .throwAway,
                    drafts.count > 1 ? .goBack : .leaveAndBegin,
                ])
            switch answer {
            case 0: return .goOn(draft.id)
            case 1: return .seal(draft.id)
            case 2:
                if try Self.answer(
                    screen, .throwAwayForGood(draft.words(showsID: true)),
                    [.no, .yesThrowAway]) == 1
                {
                    return .discard(draft.id)
                }
            default: if drafts.count == 1 { return .begin }
            }
        }
    }

    private func choose(on screen: borrowing RawScreen) throws -> DraftSummary? {
        guard drafts.count > 1 else { return drafts.first }
        let shown = drafts.prefix(Self.mostShown)
        let question: Sentence =
            drafts.count > shown.count
            ? .whichDraft(oldest: shown.count, of: drafts.count) : .whichDraft
        let answer = try Self.answer(
            screen, question, shown.map { $0.words(showsID: true) } + [.noneButNew])
        return shown.indices.contains(answer) ? shown[answer] : nil
    }

    private static func answer(
        _ screen: borrowing RawScreen, _ question: Sentence, _ answers: [Sentence]
    ) throws -> Int {
        let answer = Menu(question, answers)
            .ask(on: screen) { ProcessGuard.isInterrupted }
        guard let answer else { throw VaultError.interrupted }
        return answer
    }
}
