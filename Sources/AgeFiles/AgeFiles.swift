public import AgeFile
import DurableFiles
import SafeSodium
import Statements
public import SystemPackage

/// Plain age files, as the `age` command has them: outside of any vault.
public struct AgeFiles: Sendable {
    /// Where bytes come from or go to.
    public enum Stream: Sendable, CustomStringConvertible {
        case standard
        case file(FilePath)

        /// The file's name, or what stands in for one.
        public var description: String {
            switch self {
            case .standard: "standard input"
            case .file(let path): path.string
            }
        }
    }

    /// To whom a file is encrypted.
    public enum Target {
        case recipients([Recipient])
        /// Asked for when the files are known to be good.
        case passphrase(() throws -> Passphrase)
    }

    /// What opens a file.
    public enum Key {
        case identities([Identity])
        /// Asked for when the file is known to need one.
        case passphrase(() throws -> Passphrase)

        fileprivate var isPassphrase: Bool {
            if case .passphrase = self { true } else { false }
        }
    }

    private let surroundings: Surroundings

    /// Age files of this disk.
    public init(_ surroundings: Surroundings = Surroundings()) {
        self.surroundings = surroundings
    }

    /// Encrypts. An output file appears whole or not at all, and replaces what had its name; a pipe or
    /// a device is written to.
    ///
    /// - Throws: ``VaultError``: `refused`, `disk`, `interrupted`.
    public func encrypt(
        _ input: Stream, to target: Target, armored: Bool, output: Stream
    ) throws(VaultError) {
        try asVault {
            var source = try self.source(input, "encrypting")
            let sink = ArmorSink(try OutputSink(output, surroundings), armored: armored)
            var writer =
                switch target {
                case .recipients(let recipients): try AgeWriter(to: recipients, writing: sink)
                case .passphrase(let ask): try Self.writer(askingFor: ask, writing: sink)
                }
            try writer.write(contentsOf: &source)
            try writer.finish().finish().publish()
        }
    }

    private static func writer(
        askingFor passphrase: () throws -> Passphrase, writing sink: consuming ArmorSink<OutputSink>
    ) throws -> AgeWriter<ArmorSink<OutputSink>> {
        let passphrase = try passphrase()
        return try AgeWriter(passphrase: passphrase, writing: sink)
    }

    /// Decrypts, armored or not. An output file appears only when all of it has been authenticated;
    /// to standard output, only pieces go that have.
    ///
    /// - Throws: ``VaultError``: `refused`, `wrongPassphrase`, `disk`, `interrupted`.
    public func decrypt(_ input: Stream, with key: Key, output: Stream) throws(VaultError) {
        do {
            try open(input, with: key, output: output)
        } catch AgeError.noMatch where key.isPassphrase {
            throw Self.error(Self.wrongPassphrase, about: input)
        } catch {
            throw Self.error(error, about: input)
        }
    }

    private func open(_ input: Stream, with key: Key, output: Stream) throws {
        let file = try self.source(input, "decrypting")
        var sink = try OutputSink(output, surroundings)
        let source = try ArmorSource(detecting: file)
        var reader =
            switch key {
            case .identities(let identities): try AgeReader(source, identities: identities)
            case .passphrase(let ask): try AgeReader(source, askingFor: ask)
            }
        while try reader.readChunk({ try sink.write($0) }) {}
        try sink.publish()
    }

    /// What anybody can see of a file. Of a long one that is not armored, only the header is read.
    public func inspect(_ input: Stream) throws(VaultError) -> Inspection {
        do {
            let source = try source(input, "inspecting")
            let byteCount = source.totalByteCount.map { Int($0) }
            return try Inspection(source, byteCount: byteCount)
        } catch {
            throw Self.error(error, about: input)
        }
    }

    /// The identities in a file of keys. Where the file is sealed, `passphrase` asks for what opens it.
    ///
    /// - Throws: ``VaultError``: `refused`, `wrongPassphrase`, `disk`, `interrupted`.
    public func identities(
        in input: Stream, passphrase: () throws -> Passphrase
    ) throws(VaultError) -> [Identity] {
        do {
            // As much as a file of keys takes when it is sealed and armored.
            var file = try read(input, limit: KeyFile.maximumByteCount * 3 / 2)
            defer { file.wipe() }
            return try KeyFile.identities(in: file, passphrase: passphrase)
        } catch AgeError.noMatch {
            throw Self.error(Self.wrongPassphrase, about: input)
        } catch AgeError.identityNeeded {
            let error = VaultError(
                .refused, "it is an age file that opens with a key",
                hint: "give a file of identities (AGE-SECRET-KEY-…), or one that a passphrase opens"
            )
            throw Self.error(error, about: input)
        } catch {
            throw Self.error(error, about: input)
        }
    }

    /// The recipients in a file of keys.
    public func recipients(in input: Stream) throws(VaultError) -> [Recipient] {
        do {
            let text = try read(input, limit: KeyFile.maximumByteCount)
            return try KeyFile.recipients(in: text.span)
        } catch {
            throw Self.error(error, about: input)
        }
    }

    /// Refuses an output that would take the place of a file that is read.
    ///
    /// - Throws: ``VaultError`` of the kind `refused`.
    public func requireOutput(_ output: Stream, isNoneOf inputs: [Stream]) throws(VaultError) {
        guard let place = try place(of: output) else { return }
        // Looked at, not opened: to open a pipe would take from it.
        for input in inputs where try self.place(of: input) == place {
            throw VaultError(
                .refused, "\(output) is read here, and cannot be written to as well",
                hint: "give the output another name")
        }
    }

    private func place(of stream: Stream) throws(VaultError) -> FileStatus.Place? {
        guard case .file(let path) = stream else { return nil }
        return try asVault {
            let status = try surroundings.files.status(of: path)
            return status?.kind == .file ? status?.place : nil
        }
    }

    private static let wrongPassphrase = VaultError(.wrongPassphrase, "wrong passphrase")

    /// An error, with the file that it is about. Those of the disk say it themselves.
    private static func error(_ error: any Error, about input: Stream) -> VaultError {
        let isOfDisk = error is FileError
        let error = VaultError(error)
        return isOfDisk || error.kind == .interrupted ? error : error.about("\(input)")
    }

    private func read(_ input: Stream, limit: Int) throws -> [UInt8] {
        switch input {
        case .standard:
            var standard = ReadableFile.standardInput(surroundings.files)
            return try standard.readAll(limit: limit)
        case .file(let path): return try surroundings.files.read(path, limit: limit)
        }
    }

    /// Writes an identity in the form that `age -i` reads, with mode 0600. A file that is there is
    /// not replaced. Where `passphrase` is there to ask for one, the form is an armored age file that
    /// it opens.
    ///
    /// - Throws: ``VaultError`` of the kind `refused` where the file is there already.
    public func write(
        _ identity: Identity, sealedWith passphrase: (() throws -> Passphrase)? = nil,
        to output: Stream
    ) throws(VaultError) {
        let text = text(of: identity)
        try asVault {
            try requireNew(output)
            if let passphrase {
                let file = try Age.seal(text.bytes, passphrase: passphrase(), armored: true)
                try writeNew(file.span, to: output)
            } else {
                try writeNew(text.bytes, to: output)
            }
        }
    }

    /// Checks that a key can be written: that nothing has the name, and the folder is there.
    ///
    /// - Throws: ``VaultError`` of the kind `refused`.
    public func requireNew(_ output: Stream) throws(VaultError) {
        guard case .file(let path) = output else { return }
        try asVault {
            if try surroundings.files.status(of: path) != nil {
                throw VaultError(
                    .refused, "\(path.shown) exists already",
                    hint: "a file is never replaced by a key")
            }
            try surroundings.files.requireFolder(of: path)
        }
    }

    private func text(of identity: Identity) -> SecretBytes {
        let secret = identity.encoded()
        let head = Array(
            "# created: \(surroundings.now())\n# public key: \(identity.recipient)\n".utf8)
        var text = SecretBytes(byteCount: head.count + secret.byteCount + 1)
        var target = text.mutableBytes
        let key = secret.bytes
        for index in head.indices { target[index] = head[index] }
        for index in key.indices { target[head.count + index] = key[index] }
        target[head.count + key.count] = UInt8(ascii: "\n")
        return text
    }

    private func writeNew(_ bytes: Span<UInt8>, to output: Stream) throws {
        switch output {
        case .standard: try WritableStream.standardOutput(surroundings.files).write(bytes)
        case .file(let path): try surroundings.writeNew(path, bytes)
        }
    }

    private func source(_ stream: Stream, _ work: String) throws -> FileSource {
        switch stream {
        case .standard:
            return try FileSource(.standardInput(surroundings.files), work, surroundings)
        case .file(let path):
            let file = try surroundings.files.openForReading(path)
            guard try file.status().kind != .folder else {
                throw FileError(.read, path, .isDirectory)
            }
            return try FileSource(file, work, surroundings)
        }
    }
}

/// Standard output, a pipe, a device, or a file that appears when it is whole.
private struct OutputSink: ByteSink, ~Copyable {
    private var file: PendingFile?
    private let stream: WritableStream

    init(_ output: AgeFiles.Stream, _ surroundings: Surroundings) throws {
        let files = surroundings.files
        guard case .file(let path) = output else {
            file = nil
            stream = .standardOutput(files)
            return
        }
        switch try files.status(of: path)?.kind {
        case .folder: throw VaultError(.refused, "\(path) is a folder")
        case .file, nil:
            file = try files.createNew(at: path, temporaryName: path.randomSibling)
            stream = .standardOutput(files)
        default:
            file = nil
            stream = try Self.stream(path, files)
        }
    }

    private static func stream(_ path: FilePath, _ files: Files) throws -> WritableStream {
        guard let stream = try files.openStream(path) else {
            throw VaultError(
                .refused, "\(path) is a symbolic link",
                hint: "name the file itself: what is written takes the place of what has the name")
        }
        return stream
    }

    mutating func write(_ bytes: Span<UInt8>) throws {
        if file != nil {
            try file?.write(bytes)
        } else {
            try stream.write(bytes)
        }
    }

    consuming func publish() throws {
        guard let file = file.take() else { return }
        try file.publish(replacing: true)
    }
}
