using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Echolot.Matching.Engine;

/// <summary>Asks for memory that will be needed soon; a hint, without effect on what is computed.</summary>
internal static class Memory
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Prefetch<T>(ref T place) where T : unmanaged
    {
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref place));
    }
}
