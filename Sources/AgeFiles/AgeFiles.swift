public import AgeFile
import DurableFiles
public import Outside
import SafeSodium
import SystemPackage

/// Plain age files, as the `age` command has them: outside of any vault.
public struct AgeFiles: Sendable {
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
        _ input: Input, to target: Target, armored: Bool, output: Output
    ) throws(VaultError) {
        try asVault {
            var source = try FileSource(input.open(surroundings.files), .encrypting, surroundings)
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
    public func decrypt(_ input: Input, with key: Key, output: Output) throws(VaultError) {
        do {
            try open(input, with: key, output: output)
        } catch {
            throw Self.error(error, about: input)
        }
    }

    private func open(_ input: Input, with key: Key, output: Output) throws {
        let file = try FileSource(
            input.open(surroundings.files), .decrypting, surroundings)
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
    public func inspect(_ input: Input) throws(VaultError) -> Inspection {
        do {
            let source = try FileSource(
                input.open(surroundings.files), .inspecting, surroundings)
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
        in input: Input, passphrase: () throws -> Passphrase
    ) throws(VaultError) -> [Identity] {
        do {
            // As much as a file of keys takes when it is sealed and armored.
            var file = try input.readAll(
                surroundings.files, limit: KeyFile.maximumByteCount * 3 / 2)
            defer { file.wipe() }
            return try KeyFile.identities(in: file, passphrase: passphrase)
        } catch AgeError.identityNeeded {
            throw VaultError(AgeFilesReason.keyFileOpensWithKey, about: input.subject)
        } catch {
            throw Self.error(error, about: input)
        }
    }

    /// The recipients in a file of keys.
    public func recipients(in input: Input) throws(VaultError) -> [Recipient] {
        do {
            let text = try input.readAll(surroundings.files, limit: KeyFile.maximumByteCount)
            return try KeyFile.recipients(in: text.span)
        } catch {
            throw Self.error(error, about: input)
        }
    }

    /// Refuses an output that would take the place of a file that is read.
    ///
    /// - Throws: ``VaultError`` of the kind `refused`.
    public func requireOutput(_ output: Output, isNoneOf inputs: [Input]) throws(VaultError) {
        guard case .file(let path) = output, let place = try place(of: path) else { return }
        // Looked at, not opened: to open a pipe would take from it.
        for case .file(let input) in inputs where try self.place(of: input) == place {
            throw VaultError(AgeFilesReason.outputIsInput(path))
        }
    }

    private func place(of path: FilePath) throws(VaultError) -> FileStatus.Place? {
        try asVault {
            let status = try surroundings.files.status(of: path)
            return status?.kind == .file ? status?.place : nil
        }
    }

    /// An error, with the file that it is about. Those of the disk say it themselves.
    private static func error(_ error: any Error, about input: Input) -> VaultError {
        let isOfDisk = error is FileError
        let error = VaultError(wrapping: error)
        return isOfDisk ? error : error.about(input.subject)
    }

    /// Writes an identity in the form that `age -i` reads, with mode 0600. A file that is there is
    /// not replaced. Where `passphrase` is there to ask for one, the form is an armored age file that
    /// it opens.
    ///
    /// - Throws: ``VaultError`` of the kind `refused` where the file is there already.
    public func write(
        _ identity: Identity, sealedWith passphrase: (() throws -> Passphrase)? = nil,
        to output: Output
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
    public func requireNew(_ output: Output) throws(VaultError) {
        guard case .file(let path) = output else { return }
        try asVault {
            if try surroundings.files.status(of: path) != nil {
                throw AgeFilesReason.keyFileExists(path)
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

    private func writeNew(_ bytes: Span<UInt8>, to output: Output) throws {
        switch output {
        case .standard: try WritableStream.standardOutput(surroundings.files).write(bytes)
        case .file(let path): try surroundings.writeNew(path, bytes)
        }
    }
}
