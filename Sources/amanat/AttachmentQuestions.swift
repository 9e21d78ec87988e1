import SystemPackage
import Terminal
import TestimonyVault
import Words

/// Attached files that are gone or other ones by now: what to do about each.
struct AttachmentQuestions {
    private let changed: [(file: DraftAttachment, problem: VaultError)]

    /// Checks a file as those that are attached from the start are.
    private let check: (FilePath) throws -> Void

    init(
        _ changed: [(file: DraftAttachment, problem: VaultError)],
        check: @escaping (FilePath) throws -> Void
    ) {
        self.changed = changed
        self.check = check
    }

    /// Asks about each file, until it is settled.
    ///
    /// - Throws: ``VaultError`` where the person goes back to the text.
    func settle(_ recording: inout Recording, _ terminal: borrowing Terminal) throws {
        for (file, problem) in changed {
            var problem = problem
            while true {
                do {
                    switch try ask(file, problem, terminal) {
                    case .back: throw Back(problem: problem)
                    case .without: recording.detach(file)
                    case .asItIs: try recording.replace(file, with: file.path)
                    case .elsewhere:
                        guard let path = try place(of: file, terminal) else { continue }
                        try check(path)
                        try recording.replace(file, with: path)
                    }
                    break
                } catch let back as Back {
                    throw back.problem
                } catch let error as VaultError {
                    if error.kind == .interrupted { throw error }
                    problem = error
                }
            }
        }
    }

    /// The person goes back to the text.
    private struct Back: Error {
        let problem: VaultError
    }

    private enum Answer: CaseIterable {
        case back, elsewhere, without, asItIs

        var sentence: Sentence {
            switch self {
            case .back: .backToText
            case .elsewhere: .itIsElsewhere
            case .without: .sealWithout
            case .asItIs: .attachAsItIs
            }
        }
    }

    private func ask(
        _ file: DraftAttachment, _ problem: VaultError, _ terminal: borrowing Terminal
    ) throws -> Answer {
        guard let screen = RawScreen(terminal) else { throw VaultError.interrupted }
        // One that cannot be read cannot be attached as it is.
        let isThere = (try? DraftAttachment(file.path)) != nil
        let answers = isThere ? Answer.allCases : Answer.allCases.dropLast()
        let answer = Menu(
            .whatOfAttachment(file.name, problem.sentence), answers.map(\.sentence)
        ).ask(on: screen) { ProcessGuard.isInterrupted }
        guard let answer else { throw VaultError.interrupted }
        return answers[answer]
    }

    /// Where the file is now; nil where the person goes back to the question.
    private func place(
        of file: DraftAttachment, _ terminal: borrowing Terminal
    ) throws -> FilePath? {
        // On a screen of its own, where Ctrl-C goes back rather than ends the program.
        guard let screen = RawScreen(terminal) else { throw VaultError.interrupted }
        defer { extendLifetime(screen) }
        return terminal.ask(.whereIs(file.name)).flatMap { TypedPath.path(in: $0)?.absolute }
    }
}

extension DraftAttachment {
    /// Its own name, without the folders.
    var name: String { path.lastComponent?.string ?? path.string }
}
