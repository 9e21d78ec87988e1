import DurableFiles
import SystemPackage

extension CrashSystem {
    mutating func link(_ number: FileNumber, to path: String) throws(Errno) {
        if kind == .plain { throw .notPermitted }
        let file = try file(number)
        let place = try parent(path)
        if place.names[place.name] != nil { throw .fileExists }
        if isFolder(file.inode) { throw .notPermitted }
        guard nameless.contains(file.inode) || named.contains(file.inode) else {
            throw .noSuchFileOrDirectory
        }
        nameless.remove(file.inode)
        volume.change(place.inode, [place.name: file.inode], operation: operation)
        record("link \(path)")
    }

    mutating func rename(
        _ old: String, to new: String, replacing: Bool
    ) throws(Errno) {
        if kind == .plain, !replacing { throw .invalidArgument }
        let (from, to) = (try parent(old), try parent(new))
        guard let inode = from.names[from.name] else { throw .noSuchFileOrDirectory }
        let taken = to.names[to.name]
        if taken != nil, !replacing { throw .fileExists }
        if isFolder(inode), isInside(to.inode, inode) { throw .invalidArgument }
        if let taken {
            if taken == inode { return }
            if isFolder(taken), isInside(from.inode, taken) { throw .directoryNotEmpty }
            if isFolder(taken), !isFolder(inode) { throw .isDirectory }
            if isFolder(inode), !isFolder(taken) { throw .notDirectory }
            if volume.folders[taken]?.names.isEmpty == false { throw .directoryNotEmpty }
        }
        if from.inode == to.inode {
            volume.change(
                to.inode, [from.name: nil, to.name: inode], operation: operation)
        } else {
            volume.change(to.inode, [to.name: inode], operation: operation)
            volume.change(
                from.inode, [from.name: nil], operation: operation, newHome: to.inode)
        }
        record("rename \(old) to \(new)")
    }

    mutating func unlink(_ path: String) throws(Errno) {
        let place = try parent(path)
        guard let inode = place.names[place.name] else { throw .noSuchFileOrDirectory }
        if volume.folders[inode]?.names.isEmpty == false { throw .directoryNotEmpty }
        volume.change(place.inode, [place.name: nil], operation: operation)
        record("remove \(path)")
    }

    mutating func makeFolder(_ path: String) throws(Errno) {
        if (try? find(path)) != nil { throw .fileExists }
        let place = try parent(path)
        let inode = makeInode()
        volume.folders[inode] = CrashVolume.Folder()
        volume.change(place.inode, [place.name: inode], operation: operation)
        record("make folder \(path)")
    }

    private func isInside(_ inode: Inode, _ folder: Inode) -> Bool {
        inode == folder
            || volume.folders[folder]?.names.values.contains { isInside(inode, $0) } == true
    }
}
