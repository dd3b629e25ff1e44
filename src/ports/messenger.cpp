#include "ports/messenger.hpp"

namespace sotto {

DeliveryFault delivery_fault(const Error& error) {
  switch (error.code) {
    case ErrorCode::kDeliveryUnknown:
      return DeliveryFault::kUnknown;
    case ErrorCode::kDeliveryDeferred:
    case ErrorCode::kDiskFull:
      return DeliveryFault::kTemporary;
    default:
      return DeliveryFault::kPermanent;
  }
}

}  // namespace sotto
