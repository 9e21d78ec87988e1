import Statements
import SystemPackage
import Terminal
import TestimonyVault

/// The questions that are asked before a person types: with what to begin, and what to attach.
struct RecordingStart {
    let global: GlobalOptions
    let attachments: AttachOptions
    let keepsDraft: Bool
    let wanted: TypedTestimony.Wanted

    /// What the person wants to be done.
    enum Answer {
        /// To type: in a new account, with these files, or in a draft.
        case begin([FilePath])
        case goOn(ObjectID)
        /// To seal a draft as it stands.
        case seal(ObjectID)
        case discard(ObjectID)
    }

    /// The files that were named with the command, after every check that needs no passphrase.
    func checkedFiles() throws -> [FilePath] {
        try checked(try attachments.paths(global.common).map(\.absolute)).testimonies
            .flatMap(\.attachments)
    }

    private func checked(_ files: [FilePath]) throws -> SealingPlan {
        try NewTestimony.check(
            [NewTestimony(nil, attachments: files)], forVaultAt: try global.vaultPath(),
            isAwaitingText: true,
            surroundings: global.surroundings(global.common.progressLine()))
    }

    /// Asks, where that is wanted.
    ///
    /// - Parameters:
    ///   - drafts: that lie in the vault.
    ///   - recipients: to whom a new account would be sealed.
    func ask(
        _ drafts: [DraftSummary], _ recipients: [String], _ files: [FilePath],
        _ terminal: borrowing Terminal
    ) throws -> Answer {
        switch wanted {
        case .empty:
            if !drafts.isEmpty, !global.quiet {
                let waiting = count(drafts.count, "draft waits", "drafts wait")
                Report.notice("\(waiting): `amanat record --resume` goes on")
            }
            return .begin(files)
        case .draft(let prefix): return .goOn(try draft(prefix, drafts))
        case .anyDraft, .asked:
            let usable = drafts.filter { !$0.isHeld }
            if usable.isEmpty, case .anyDraft = wanted { throw noDraft(drafts) }
            switch try DraftChoice(usable).ask(on: terminal) {
            case .goOn(let id): return .goOn(id)
            case .seal(let id): return .seal(id)
            case .discard(let id): return .discard(id)
            case .begin: break
            }
            guard case .asked = wanted else { return .begin(files) }
            return .begin(files + (try askForFiles(beside: files, recipients, terminal)))
        }
    }

    private func draft(_ prefix: String, _ drafts: [DraftSummary]) throws -> ObjectID {
        let found = drafts.filter { $0.id.hex.hasPrefix(prefix.lowercased()) }
        guard let draft = found.first, found.count == 1 else {
            throw VaultError(
                .refused,
                found.isEmpty
                    ? "there is no draft \(prefix)"
                    : "\(found.count) drafts begin with \(prefix): give more digits",
                hint: "`amanat status` lists them")
        }
        return draft.id
    }

    private func noDraft(_ drafts: [DraftSummary]) -> VaultError {
        drafts.isEmpty
            ? VaultError(.refused, "there is no draft to go on with")
            : VaultError(
                .inUse, "the draft is open in another window", hint: "go on there, or close it")
    }

    // MARK: Files

    /// Says for whom it will be sealed, and asks what to attach.
    private func askForFiles(
        beside others: [FilePath], _ recipients: [String], _ terminal: borrowing Terminal
    ) throws -> [FilePath] {
        terminal.say("It will be sealed for \(TypedTestimony.list(recipients)).")
        for path in others { terminal.say("Attached: \(DisplayText.quoted(path.string))") }
        var files: [FilePath] = []
        while true {
            guard
                let typed = terminal.ask(
                    "Attach a file, or the files of a FOLDER/ (Enter for none): ")
            else { throw VaultError.interrupted }
            guard let path = TypedPath.path(in: typed) else { return files }
            do {
                let more = try attach(path, isFolder: typed.hasSuffix("/"), beside: others + files)
                files += more
                for path in more { terminal.say("Attached: \(DisplayText.quoted(path.string))") }
            } catch let error as VaultError {
                if error.kind == .interrupted { throw error }
                terminal.say(error.message + (error.hint.map { " (\($0))" } ?? ""))
            }
        }
    }

    /// The files that an answer names, checked as those of `--attach` are; none where they are attached already.
    func attach(
        _ path: FilePath, isFolder: Bool = false, beside others: [FilePath] = []
    ) throws -> [FilePath] {
        let named = isFolder ? try attachments.files(in: path.absolute, global.common) : [path]
        let plan = try checked(others + named.map(\.absolute))
        for path in plan.repeated {
            Report.notice("\(DisplayText.quoted(path.string)) is attached already")
        }
        return Array(plan.testimonies.flatMap(\.attachments).dropFirst(others.count))
    }
}
