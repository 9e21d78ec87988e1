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
        guard bytes.count <= Record.maximumAccountByteCount else { throw tooLong }
        guard !bytes.isEmpty, bytes != byteOrderMark else {
            throw VaultError(
                .refused, "the account is empty: nothing was sealed",
                hint: "a testimony of attachments alone is sealed by `--attach` without an account")
        }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw VaultError(
                .refused, "the account is text in UTF-16, not in UTF-8", hint: saveAgain)
        }
        guard !bytes.contains(0) else {
            throw VaultError(
                .refused, "the account holds zero bytes: it is text in UTF-16, or not text",
                hint: saveAgain)
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw VaultError(.refused, "the account is not text in UTF-8", hint: saveAgain)
        }
    }

    private static let saveAgain =
        "save it as UTF-8 in the program that wrote it; a recording, a scan or a document goes with `--attach`"

    private static let tooLong = VaultError(
        .refused,
        "the account is longer than \(Record.maximumAccountByteCount >> 20) MiB: nothing was sealed",
        hint: "seal it as an attachment: `--attach FILE`")

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
            throw tooLong
        } catch {
            throw VaultError(error)
        }
        do throws(VaultError) {
            // A pipe that was broken off by an interrupt looks like one that has ended.
            try surroundings.progress(WorkProgress("sealing", 0, of: nil))
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
        case .standardInput:
            var input = ReadableFile.standardInput(files)
            return try input.readAll(limit: limit)
        case .file(let path):
            // A shell gives the output of a program as a pipe.
            let status = try files.statusFollowingLinks(of: path)
            return status?.kind == .pipe
                ? try files.read(path, limit: limit)
                : try files.readPlainFile(path, limit: limit)
        }
    }
}
