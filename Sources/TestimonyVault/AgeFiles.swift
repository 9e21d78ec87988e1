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
        case passphrase(Passphrase)
    }

    /// What opens a file.
    public enum Key {
        case identities([Identity])
        case passphrase(Passphrase)
    }

    private let surroundings: Surroundings

    /// Age files of this disk.
    public init(_ surroundings: Surroundings = Surroundings()) {
        self.surroundings = surroundings
    }

    /// Encrypts. An output file appears whole or not at all, and replaces what had its name.
    ///
    /// - Throws: ``VaultError``: `refused`, `disk`, `interrupted`.
    public func encrypt(
        _ input: Stream, to target: Target, armored: Bool, output: Stream
    ) throws(VaultError) {
        try asVault {
            let sink = ArmorSink(try OutputSink(output, surroundings), armored: armored)
            var writer =
                switch target {
                case .recipients(let recipients): try AgeWriter(to: recipients, writing: sink)
                case .passphrase(let passphrase):
                    try AgeWriter(passphrase: passphrase, writing: sink)
                }
            var source = try self.source(input, "encrypting")
            try writer.write(contentsOf: &source)
            try writer.finish().finish().publish()
        }
    }

    /// Decrypts, armored or not. An output file appears only when all of it has been authenticated;
    /// to standard output, each piece goes once it has.
    ///
    /// - Throws: ``VaultError``: `refused`, `disk`, `interrupted`.
    public func decrypt(_ input: Stream, with key: Key, output: Stream) throws(VaultError) {
        try asVault {
            let source = try ArmorSource(detecting: try self.source(input, "decrypting"))
            var reader =
                switch key {
                case .identities(let identities): try AgeReader(source, identities: identities)
                case .passphrase(let passphrase): try AgeReader(source, passphrase: passphrase)
                }
            var sink = try OutputSink(output, surroundings)
            while try reader.readChunk({ try sink.write($0) }) {}
            try sink.publish()
        }
    }

    /// What anybody can see of a file. Of a long one that is not armored, only the header is read.
    public func inspect(_ input: Stream) throws(VaultError) -> Inspection {
        try asVault {
            let source = try source(input, "reading")
            let byteCount = source.totalByteCount.map { Int($0) }
            return try Inspection(source, byteCount: byteCount)
        }
    }

    /// The identities in a file of keys.
    ///
    /// - Parameter passphrase: asks for what opens that file, where one is needed.
    public func identities(
        in input: Stream, passphrase: () throws -> Passphrase
    ) throws(VaultError) -> [Identity] {
        do {
            // As much as a file of keys takes when it is sealed and armored.
            var file = try read(input, limit: KeyFile.maximumByteCount * 3 / 2)
            defer { file.wipe() }
            return try KeyFile.identities(in: file, passphrase: passphrase)
        } catch AgeError.noMatch {
            throw VaultError(.wrongPassphrase, "wrong passphrase").about("\(input)")
        } catch {
            let error = VaultError(error)
            throw error.kind == .interrupted ? error : error.about("\(input)")
        }
    }

    /// The recipients in a file of keys.
    public func recipients(in input: Stream) throws(VaultError) -> [Recipient] {
        do {
            let text = try read(input, limit: KeyFile.maximumByteCount)
            return try KeyFile.recipients(in: text.span)
        } catch {
            throw VaultError(error).about("\(input)")
        }
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
    /// not replaced.
    ///
    /// - Parameter passphrase: where there is one, the form is an age file that it opens, armored.
    /// - Throws: ``VaultError`` of the kind `refused` where the file is there already.
    public func write(
        _ identity: Identity, sealedWith passphrase: Passphrase? = nil, to output: Stream
    ) throws(VaultError) {
        let text = text(of: identity)
        try asVault {
            if let passphrase {
                let file = try Age.seal(text.bytes, passphrase: passphrase, armored: true)
                try writeNew(file.span, to: output)
            } else {
                try writeNew(text.bytes, to: output)
            }
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
        case .standard: try StandardOutput(surroundings.files).write(bytes)
        case .file(let path):
            var file = try surroundings.files.createNew(
                at: path, temporaryName: ".\(path.lastComponent?.string ?? "key").part")
            try file.write(bytes)
            try file.publish()
        }
    }

    private func source(_ stream: Stream, _ work: String) throws -> FileSource {
        switch stream {
        case .standard:
            try FileSource(.standardInput(surroundings.files), work, surroundings)
        case .file(let path):
            try FileSource(try surroundings.files.openForReading(path), work, surroundings)
        }
    }
}

/// Standard output, or a file that appears when it is whole.
private struct OutputSink: ByteSink, ~Copyable {
    private var file: PendingFile?
    private let standard: StandardOutput

    init(_ stream: AgeFiles.Stream, _ surroundings: Surroundings) throws {
        standard = StandardOutput(surroundings.files)
        switch stream {
        case .standard: file = nil
        case .file(let path):
            file = try surroundings.files.createNew(
                at: path, temporaryName: ".\(path.lastComponent?.string ?? "age").part")
        }
    }

    mutating func write(_ bytes: Span<UInt8>) throws {
        if file != nil {
            try file?.write(bytes)
        } else {
            try standard.write(bytes)
        }
    }

    consuming func publish() throws {
        guard let file = file.take() else { return }
        try file.publish(replacing: true)
    }
}
