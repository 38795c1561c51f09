import type { PictureSize } from "./named-file.ts";

/** The size of a picture as it will be shown; null if the browser cannot read it, and then it is no picture. */
export async function measurePicture(blob: Blob): Promise<PictureSize | null> {
  const url = URL.createObjectURL(blob);
  try {
    const picture = new Image();
    picture.src = url;
    await picture.decode();
    const { naturalWidth: width, naturalHeight: height } = picture;
    return width > 0 && height > 0 ? { width, height } : null;
  } catch {
    return null;
  } finally {
    URL.revokeObjectURL(url);
  }
}
