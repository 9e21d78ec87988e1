import DurableFiles
import Glibc
import SystemPackage

extension CrashSystem {
    mutating func open(_ path: String, _ flags: Int32) throws(Errno) -> FileNumber {
        let known =
            O_ACCMODE | O_CREAT | O_EXCL | O_APPEND | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY
            | Self.namelessFlag
        precondition(flags & ~known == 0, "a crash disk does not know all of these flags")
        let inode: Inode
        if flags & Self.namelessFlag == Self.namelessFlag {
            if kind == .plain { throw .notSupported }
            if flags & O_ACCMODE == O_RDONLY { throw .invalidArgument }
            _ = try names(in: path)
            inode = makeInode()
            volume.files[inode] = CrashVolume.File()
            nameless.insert(inode)
        } else {
            inode = try findOrMake(path, flags)
        }
        defer { nextFile += 1 }
        opened[nextFile] = OpenFile(inode: inode, path: path, flags: flags)
        return nextFile
    }

    /// `O_TMPFILE`, of which `O_DIRECTORY` is a part.
    private static let namelessFlag: Int32 = 0o20_200_000

    private mutating func findOrMake(_ path: String, _ flags: Int32) throws(Errno) -> Inode {
        let inode: Inode
        do throws(Errno) {
            inode = try find(path)
        } catch {
            guard error == .noSuchFileOrDirectory, flags & O_CREAT != 0 else { throw error }
            return try makeFile(path)
        }
        if flags & O_CREAT != 0, flags & O_EXCL != 0 { throw .fileExists }
        if isFolder(inode), flags & (O_ACCMODE | O_CREAT) != O_RDONLY { throw .isDirectory }
        if !isFolder(inode), flags & O_DIRECTORY != 0 { throw .notDirectory }
        return inode
    }

    private mutating func makeFile(_ path: String) throws(Errno) -> Inode {
        let place = try parent(path)
        let inode = makeInode()
        volume.files[inode] = CrashVolume.File()
        volume.change(place.inode, [place.name: inode], operation: operation)
        record("create \(path)")
        return inode
    }

    mutating func close(_ number: FileNumber) {
        guard let file = opened.removeValue(forKey: number) else { return }
        if lockHolders[file.inode] == number { lockHolders[file.inode] = nil }
    }

    mutating func write(_ number: FileNumber, _ bytes: [UInt8]) throws(Errno) -> Int {
        let file = try file(number)
        guard file.canWrite else { throw .badFileDescriptor }
        let length = contents[file.inode, default: []].count
        let offset = file.flags & O_APPEND != 0 ? length : file.position
        let room = Int(clamping: freeByteCount) + length - offset
        let written = bytes.prefix(max(0, room))
        if written.isEmpty {
            if bytes.isEmpty { return 0 }
            throw .noSpace
        }
        let end = offset + written.count
        contents[file.inode, default: []].lengthen(to: offset)
        contents[file.inode, default: []].replaceSubrange(
            offset..<max(offset, min(end, length)), with: written)
        volume.change(
            file.inode,
            .init(operation: operation, offset: offset, kind: .write(Array(written))))
        opened[number]?.position = end
        record("write \(written.count) bytes at \(offset) of \(file.path)")
        return written.count
    }

    mutating func truncate(_ number: FileNumber, to byteCount: Int64) throws(Errno) {
        let file = try file(number)
        guard file.canWrite, let end = Int(exactly: byteCount), end >= 0 else {
            throw .invalidArgument
        }
        let length = contents[file.inode, default: []].count
        if Int64(end - length) > freeByteCount { throw .noSpace }
        contents[file.inode, default: []].removeLast(max(0, length - end))
        contents[file.inode, default: []].lengthen(to: end)
        volume.change(file.inode, .init(operation: operation, offset: end, kind: .setLength))
        record("cut \(file.path) to \(end)")
    }

    mutating func sync(_ number: FileNumber) throws(Errno) {
        let file = try file(number)
        if isFolder(file.inode) {
            volume.sync(folder: file.inode, takesNewHomes: kind == .keepingMoves)
        } else {
            volume.sync(file: file.inode, holding: contents[file.inode] ?? [])
        }
        record("sync \(file.path)")
    }

    mutating func syncAll(_ number: FileNumber) throws(Errno) {
        let file = try file(number)
        volume.sync(holding: contents)
        record("sync the file system of \(file.path)")
    }

    func read(
        _ number: FileNumber, at offset: Int, _ byteCount: Int
    ) throws(Errno) -> ArraySlice<UInt8> {
        let file = try file(number)
        guard file.canRead else { throw .badFileDescriptor }
        if volume.folders[file.inode] != nil { throw .isDirectory }
        return (contents[file.inode] ?? []).dropFirst(offset).prefix(byteCount)
    }

    func status(_ inode: Inode) -> FileStatus {
        let isFolder = volume.folders[inode] != nil
        return FileStatus(
            kind: isFolder ? .folder : .file,
            byteCount: isFolder ? 4096 : Int64(contents[inode]?.count ?? 0),
            place: FileStatus.Place(device: 1, number: inode))
    }
}
