import AgeFile
import DurableFiles
import Outside
import SystemPackage

/// Standard output, a pipe, a device, or a file that appears when it is whole.
struct OutputSink: ByteSink, ~Copyable {
    private var file: PendingFile?
    private let stream: WritableStream

    init(_ output: Output, _ surroundings: Surroundings) throws {
        let files = surroundings.files
        guard case .file(let path) = output else {
            file = nil
            stream = .standardOutput(files)
            return
        }
        switch try files.status(of: path)?.kind {
        case .folder: throw AgeFilesReason.outputIsFolder(path)
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
            throw AgeFilesReason.outputIsLink(path)
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
