import Envelope
import DurableFiles
public import Outside
import SafeSodium
public import SystemPackage
import Testimony
import VaultStore

/// Testimonies that passed every check that needs no passphrase, and the room that they take.
public struct SealingPlan: Sendable {
    /// In the same order. What came through a pipe is in memory; an attachment that was named twice is there
    /// once.
    public let testimonies: [NewTestimony]
    /// Bytes of accounts and originals.
    public let byteCount: Int64
    /// Attachments that were named twice, and are taken once.
    public let repeated: [FilePath]
}

extension NewTestimony {
    /// Checks testimonies before a passphrase is asked for and a vault is held: that every file is there, is a
    /// plain file, can be read and is no part of the vault; that accounts are text; that there are not too many
    /// attachments, and that the vault's disk has room. Accounts that come through pipes are read.
    ///
    /// Sealing looks again: what changes in between is found then.
    ///
    /// - Parameters:
    ///   - testimonies: to be sealed together.
    ///   - vault: its folder.
    ///   - isAwaitingText: whether those without an account get one later, so that they need no attachment.
    ///   - surroundings: the disk, and what ends a wait.
    /// - Throws: ``VaultError``: `refused`, `disk`, `interrupted`.
    @discardableResult
    public static func check(
        _ testimonies: [NewTestimony], forVaultAt vault: FilePath, isAwaitingText: Bool = false,
        surroundings: Surroundings = Surroundings()
    ) throws(VaultError) -> SealingPlan {
        let layout = VaultLayout(vault)
        var check = SealingCheck(layout, surroundings)
        var checked: [NewTestimony] = []
        for testimony in testimonies {
            do {
                if !isAwaitingText { try testimony.requireContent() }
                checked.append(try check.check(testimony))
            } catch {
                throw testimony.named(error)
            }
        }
        try layout.requireRoom(for: check.sealedByteCount, surroundings.files)
        return SealingPlan(
            testimonies: checked, byteCount: check.byteCount, repeated: check.repeated)
    }

    /// Checks that there is something to seal, and not more than a record takes.
    func requireContent() throws(VaultError) {
        guard account != nil || !attachments.isEmpty else {
            throw VaultError(SealingReason.nothingToSeal)
        }
    }

    func requireCount() throws(VaultError) {
        guard attachments.count <= Self.maximumAttachmentCount else {
            throw VaultError(SealingReason.tooManyAttachments(attachments.count))
        }
    }
}

/// Looks at testimonies one by one, and adds them up.
private struct SealingCheck {
    let layout: VaultLayout
    private let surroundings: Surroundings
    private var files: Files { surroundings.files }
    /// Folders that were looked at, and whether they are in the vault.
    private var folders: [FilePath: Bool] = [:]
    private(set) var byteCount: Int64 = 0
    /// What the objects take on the disk.
    private(set) var sealedByteCount: Int64 = 0
    private(set) var repeated: [FilePath] = []

    init(_ layout: VaultLayout, _ surroundings: Surroundings) {
        self.layout = layout
        self.surroundings = surroundings
    }

    mutating func check(_ testimony: NewTestimony) throws(VaultError) -> NewTestimony {
        try testimony.requireCount()
        let account = try self.account(of: testimony)
        var attachments: [FilePath] = []
        var seen: Set<Attached> = []
        for path in testimony.attachments {
            let status = try look(at: path)
            guard seen.insert(Attached(status: status, name: path.lastComponent)).inserted else {
                repeated.append(path)
                continue
            }
            attachments.append(path)
            add(status.byteCount)
        }
        sealedByteCount = Self.sum(sealedByteCount, 16 << 10)
        return NewTestimony(account, attachments: attachments, record: testimony.record)
    }

    /// One and the same file under one name. Its number alone does not say so: some file systems give one to
    /// several files.
    private struct Attached: Hashable {
        let status: FileStatus
        let name: FilePath.Component?
    }

    /// The account; in memory where it can be read once only.
    private mutating func account(
        of testimony: NewTestimony
    ) throws(VaultError) -> NewTestimony.Account? {
        guard let account = testimony.account else { return nil }
        var bytes = try AccountText.read(account, surroundings)
        add(Int64(bytes.count))
        switch account {
        case .text: return account
        case .input(.standard): return .text(bytes)
        case .input(.file(let path)):
            try requireOutsideVault(path)
            if (try? files.statusFollowingLinks(of: path))??.kind != .file { return .text(bytes) }
            bytes.wipe()
            return account
        }
    }

    private mutating func look(at path: FilePath) throws(VaultError) -> FileStatus {
        let status: FileStatus
        do {
            status = try files.openPlainFile(path).status()
        } catch {
            throw Self.explained(error, path)
        }
        try requireOutsideVault(path)
        return status
    }

    private static func explained(_ error: FileError, _ path: FilePath) -> VaultError {
        VaultError(
            error.finding == .notFile(.folder)
                ? SealingReason.attachmentIsFolder(path) : error)
    }

    private mutating func requireOutsideVault(_ path: FilePath) throws(VaultError) {
        let folder = path.removingLastComponent()
        let isInside = folders[folder] ?? isInVault(folder)
        folders[folder] = isInside
        guard isInside else { return }
        throw VaultError(SealingReason.insideVault(path))
    }

    /// Goes up from folder to folder as they are on the disk, whatever links the path has.
    private func isInVault(_ folder: FilePath) -> Bool {
        guard let vault = (try? files.statusFollowingLinks(of: layout.root))?.place else {
            return false
        }
        var folder = folder.isEmpty ? "." : folder
        var last: FileStatus.Place?
        while let place = (try? files.statusFollowingLinks(of: folder))?.place, place != last {
            if place == vault { return true }
            last = place
            folder.append("..")
        }
        return false
    }

    private mutating func add(_ count: Int64) {
        byteCount = Self.sum(byteCount, count)
        let padded = Padding.paddedByteCount(UInt64(max(0, count)))
        sealedByteCount = Self.sum(sealedByteCount, Int64(clamping: padded))
    }

    private static func sum(_ first: Int64, _ second: Int64) -> Int64 {
        let (sum, overflow) = first.addingReportingOverflow(second)
        return overflow ? .max : sum
    }
}
