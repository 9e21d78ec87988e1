import Statements
import SystemPackage
import Terminal
import TestimonyVault
import Words

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
                Report.notice(.draftsWait(drafts.count))
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
        let digits = IDPrefix(prefix)
        let found = drafts.filter { digits?.matches($0.id) ?? false }
        guard let draft = found.first, found.count == 1 else {
            throw VaultError(
                .refused, found.isEmpty ? "noDraft" : "draftsBegin",
                found.isEmpty
                    ? .noDraft(prefix) : .draftsBegin(found.count, with: prefix),
                hint: .statusListsHint)
        }
        return draft.id
    }

    private func noDraft(_ drafts: [DraftSummary]) -> VaultError {
        drafts.isEmpty
            ? VaultError(.refused, "noDraft", .noDraft)
            : VaultError(.inUse, "draftIsOpen", .draftIsOpen, hint: .draftIsOpenHint)
    }

    // MARK: Files

    /// Says for whom it will be sealed, and asks what to attach.
    private func askForFiles(
        beside others: [FilePath], _ recipients: [String], _ terminal: borrowing Terminal
    ) throws -> [FilePath] {
        terminal.say(.sealedFor(recipients))
        for path in others { terminal.say(.attached(path)) }
        var files: [FilePath] = []
        while true {
            guard let typed = terminal.ask(.attachPrompt) else {
                throw VaultError.interrupted
            }
            guard let path = TypedPath.path(in: typed) else { return files }
            do {
                let more = try attach(path, isFolder: typed.hasSuffix("/"), beside: others + files)
                files += more
                for path in more { terminal.say(.attached(path)) }
            } catch let error as VaultError {
                if error.kind == .interrupted { throw error }
                terminal.say(.problem(error))
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
            Report.notice(.attachedAlready(path))
        }
        return Array(plan.testimonies.flatMap(\.attachments).dropFirst(others.count))
    }
}
