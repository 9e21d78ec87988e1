import Outside
import DurableFiles
import SafeSodium
import SystemPackage
import Testimony

/// The bytes of an account, and why some are none.
enum AccountText {
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// Checks that bytes are text that was told: what else they seem to be is named.
    ///
    /// A byte order mark before UTF-8 stays, so that the account is the file, byte for byte.
    ///
    /// - Throws: ``VaultError`` of the kind `refused`.
    static func require(_ bytes: [UInt8]) throws(VaultError) {
        guard bytes.count <= Record.maximumAccountByteCount else {
            throw VaultError(SealingReason.accountTooLong)
        }
        guard !bytes.isEmpty, bytes != byteOrderMark else {
            throw VaultError(SealingReason.accountEmpty)
        }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw VaultError(SealingReason.accountUTF16)
        }
        guard !bytes.contains(0) else {
            throw VaultError(SealingReason.accountZeros)
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw VaultError(SealingReason.accountNotUTF8)
        }
    }

    /// Reads an account to its end: a file that holds still, or a pipe, which is waited for.
    ///
    /// - Throws: ``VaultError``: `refused` where it is no account, or neither a file nor a pipe; `interrupted`.
    static func read(
        _ account: NewTestimony.Account, _ surroundings: Surroundings
    ) throws(VaultError) -> [UInt8] {
        var bytes: [UInt8]
        do {
            bytes = try readAll(account, surroundings.files)
        } catch let error as FileError where error.errno == .fileTooLarge {
            throw VaultError(SealingReason.accountTooLong)
        } catch {
            throw VaultError(wrapping: error)
        }
        do throws(VaultError) {
            // A pipe that was broken off by an interrupt looks like one that has ended.
            try surroundings.progress(.sealing)
            try require(bytes)
        } catch {
            bytes.wipe()
            throw error
        }
        return bytes
    }

    private static func readAll(
        _ account: NewTestimony.Account, _ files: Files
    ) throws -> [UInt8] {
        let limit = Record.maximumAccountByteCount
        switch account {
        case .text(let bytes): return bytes
        case .input(.file(let path))
        where try files.statusFollowingLinks(of: path)?.kind != .pipe:
            return try files.readPlainFile(path, limit: limit)
        case .input(let input):
            // A shell gives the output of a program as a pipe.
            return try input.readAll(files, limit: limit)
        }
    }
}
